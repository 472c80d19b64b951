/** Draws what has changed, at most once a frame of the screen. */

import { isFinal } from "./logic/job_state.js";
import { listed, STATES } from "./logic/words.js";
import * as page from "./page.js";
import { el, find } from "./views/dom.js";
import { drawFrames } from "./views/frame_list.js";
import "./views/job_list.js";
import "./views/job_view.js";
import { linkWord } from "./views/link.js";
import "./views/program_view.js";
import "./views/submit_form.js";
import "./views/welcome_view.js";

const SECOND_MS = 1000;

const place = find("#view");
/** @type {NodeListOf<View>} */
const always = document.querySelectorAll("link-pill, link-banner, job-list");

/** A view stays for as long as its name does; that of a job is its id. */
let shown = "nothing yet";
/** @type {View} */
let view;
let isDue = false;

/** What is to be shown, and how it is made. @returns {[string, () => View]} */
function next() {
	const { route, access, feeds } = page;
	if (route.view === "program") return [route.id, () => el("program-view", { id: route.id })];
	if (!access.userId && route.view !== "job") return ["welcome", () => el("welcome-view")];
	if (route.view === "new") return ["new", () => el("submit-form")];
	// A job stays until another one is chosen; first it is the newest.
	const id = route.id || (feeds.jobs.has(shown) ? shown : page.jobs()[0]?.job_id);
	if (id) page.look(id);
	if (feeds.jobs.has(id)) return [id, () => el("job-view", { id })];
	if (feeds.lost.has(id)) return ["lost", () => el("p", "There is no such job, or it is somebody else’s.")];
	return route.id ? ["", () => el("p")] : ["home", () => el("p.quiet", "Choose a job, or begin a new program.")];
}

function draw() {
	isDue = false;
	const { route, said, feeds } = page;
	const [wanted, make] = next();
	const isNew = wanted !== shown;
	if (isNew) {
		[shown, view] = [wanted, make()];
		place.replaceChildren(view);
	}
	const job = feeds.jobs.get(shown);
	[view, ...always].forEach((part) => part.update?.(job));
	if (isNew && route.view !== "home") place.querySelector("h2")?.focus();
	document.body.dataset.view = shown === "welcome" ? shown : route.view;
	document.body.classList.toggle("stale", !page.isLive());
	drawFrames();
	const how = job && (isFinal(job) ? STATES[job.status][0] : `${job.progress}%`);
	const title = listed(" ", how, place.querySelector("h2")?.textContent);
	document.title = listed(" · ", !page.isLive() && linkWord(), title, "Repcast");
	if (said.length) find("#spoken").textContent = said.length > 3 ? `${said.length} changes.` : said.join(" ");
	said.length = 0;
}

function drawSoon() {
	if (isDue) return;
	isDue = true;
	// A hidden page is given no frames, but has a title.
	if (document.hidden) setTimeout(draw, SECOND_MS);
	else requestAnimationFrame(draw);
}

find(".skip").onclick = (event) => {
	event.preventDefault(); // fragments are routes here
	place.focus();
};
const theme = find("select#theme");
theme.value = localStorage.theme ?? "system";
theme.onchange = () => (localStorage.theme = theme.value);

setInterval(drawSoon, SECOND_MS);
page.start(drawSoon);
