/** The fragment of the page's address: which view it shows and, once, for whom. Servers never see it. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The UUID in a text, or nothing. @param {string | null} [text] */
export function uuidOf(text) {
	const lower = text?.trim().toLowerCase() ?? "";
	return UUID.test(lower) ? lower : "";
}

/** What it says, and what is left of it when that has been said once. */
export function parsed(hash = "") {
	const fields = new URLSearchParams(hash.slice(1));
	const [token, userId] = [fields.get("token") ?? "", uuidOf(fields.get("user"))];
	fields.delete("token");
	fields.delete("user");
	return { route: routeOf(fields), token, userId, rest: `#${fields}` };
}

/** @param {URLSearchParams} fields @returns {Route} */
function routeOf(fields) {
	const [job, program] = [uuidOf(fields.get("job")), uuidOf(fields.get("program"))];
	if (job) return { view: "job", id: job };
	if (program) return { view: "program", id: program };
	return { view: fields.has("new") ? "new" : "home", id: "" };
}
