/** How the connection is: a word that is always there, and a banner where it matters. */

import { isFinal } from "../logic/job_state.js";
import { clock, duration } from "../logic/words.js";
import * as page from "../page.js";
import { button, define, el, fill } from "./dom.js";

const URGENT_AFTER_MS = 60_000;

export function linkWord() {
	const { name, trouble } = page.connection.state;
	if (name === "live") return "Live";
	if (name === "ended" || !navigator.onLine) return "Offline";
	return trouble ? "Reconnecting" : "Connecting";
}

define("link-pill", (pill) => () => {
	const { name, retryAt, trouble } = page.connection.state;
	const word = linkWord();
	pill.dataset.link = word.toLowerCase();
	pill.title = trouble;
	const waitS = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
	// Counted aloud it would drown everything else.
	fill(pill, el("span", { role: "status" }, word),
		el("span", { "aria-hidden": "true" }, word === "Reconnecting" && name === "waiting" && ` in ${waitS} s`));
});

define("link-banner", (banner) => () => {
	const { name, lostAt, trouble } = page.connection.state;
	const isEnded = name === "ended";
	const lostMs = lostAt ? Date.now() - lostAt : 0;
	const isUrgent = lostMs > URGENT_AFTER_MS;
	banner.hidden = !isEnded && (!trouble || page.jobs().every(isFinal));
	banner.classList.toggle("urgent", isEnded || isUrgent);
	const what = isEnded ? "Offline" : isUrgent ? `Not connected for ${duration(lostMs)}. Last error` : "Not connected";
	fill(banner, el("p", `${what}: ${trouble}. What you see is as of ${clock(lostAt ?? Date.now())}.`), button("Connect now", page.connection.connect));
});
