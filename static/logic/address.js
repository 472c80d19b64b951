/** The fragment of the page's address: which view it shows and, once, for whom. Servers never see it. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The UUID in a text, or nothing. @param {string | null} [text] */
export function uuidOf(text) {
  const lower = text?.trim().toLowerCase() ?? "";
  return UUID.test(lower) ? lower : "";
}

/** @param {string} hash as `location.hash` */
export function parsed(hash) {
  const fields = new URLSearchParams(hash.slice(1));
  return { route: routeOf(fields), token: fields.get("token") ?? "", userId: uuidOf(fields.get("user")) };
}

/** @param {Route} route */
export const fragment = ({ view, id }) => (view === "home" ? "#" : view === "new" ? "#new" : `#${view}=${id}`);

/** @param {URLSearchParams} fields @returns {Route} */
function routeOf(fields) {
  const [job, program] = [uuidOf(fields.get("job")), uuidOf(fields.get("program"))];
  if (job) return { view: "job", id: job };
  if (program) return { view: "program", id: program };
  return { view: fields.has("new") ? "new" : "home", id: "" };
}
