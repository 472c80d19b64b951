/** The fragment of the address: what is shown and, once, for whom. Servers never see it. */

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The UUID that a text is, or nothing. @param {string | null} text */
export const uuidOf = (text) => UUID.exec(`${text}`.toLowerCase())?.[0] ?? "";

export function parsed(hash = "") {
	const fields = new URLSearchParams(hash.slice(1));
	const [token, userId] = [fields.get("token") ?? "", uuidOf(fields.get("user"))];
	fields.delete("token");
	fields.delete("user");
	return { route: routeOf(fields), token, userId, rest: `#${fields}` };
}

/** @param {URLSearchParams} fields @returns {Route} */
function routeOf(fields) {
	const [job, program] = ["job", "program"].map((name) => uuidOf(fields.get(name)));
	if (job) return { view: "job", id: job };
	if (program) return { view: "program", id: program };
	return { view: fields.has("new") ? "new" : "home", id: "" };
}
