/** How the connection is: a word that is always there, and a banner where it matters to what is shown. */

import { isFinal } from "../logic/job_state.js";
import { clock, duration } from "../logic/words.js";
import * as page from "../page.js";
import { button, el, fill } from "./dom.js";

const URGENT_AFTER_MS = 60_000;

/** @param {HTMLElement} place */
export function pill(place) {
	const { name, retryAt, trouble } = page.connection.state;
	const word = linkWord();
	place.dataset.link = word.toLowerCase();
	place.title = trouble;
	const waitS = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
	// Counted aloud it would drown everything else.
	fill(place, el("span", { role: "status" }, word),
		el("span", { "aria-hidden": "true" }, word === "Reconnecting" && name === "waiting" && ` in ${waitS} s`));
}

/** @param {HTMLElement} place */
export function banner(place) {
	const { name, lostAt, trouble } = page.connection.state;
	const isEnded = name === "ended";
	const lostMs = lostAt ? Date.now() - lostAt : 0;
	const isUrgent = lostMs >= URGENT_AFTER_MS;
	place.hidden = !isEnded && (!trouble || page.jobs().every(isFinal));
	place.classList.toggle("urgent", isEnded || isUrgent);
	const what = isEnded ? "Offline" : isUrgent ? `Not connected for ${duration(lostMs)}. Last error` : "Not connected";
	fill(place, el("p", `${what}: ${trouble}. What you see is as of ${clock(lostAt)}.`),
		button("Connect now", () => page.connection.connect()));
}

export function linkWord() {
	const { name, trouble } = page.connection.state;
	if (name === "live") return "Live";
	if (name === "ended" || !navigator.onLine) return "Offline";
	return trouble ? "Reconnecting" : "Connecting";
}
