/** The endpoints of finished programs. */

import * as page from "./page.js";

export const programOf = async (id = "") => (await get(id)).json();

export const pictureOf = async (id = "") => (await get(id, "?format=svg")).text();

export async function download(id = "", format = "") {
	const answer = await get(id, `?format=${format}`);
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await answer.blob());
	link.download = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "program";
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function get(id = "", query = "") {
	const answer = await fetch(`/api/programs/${id}${query}`, { headers: page.access.headers() }).catch(() => {
		throw new Error("The server does not answer.");
	});
	if (answer.ok) return answer;
	const problem = await answer.json().catch(() => ({}));
	throw new Error(problem.detail ?? `The server answers ${answer.status}.`);
}
