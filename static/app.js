/** Puts the views where they belong, and draws what has changed, at most once a frame of the screen. */

import { isFinal } from "./logic/job_state.js";
import { listed, STATES } from "./logic/words.js";
import * as page from "./page.js";
import { el, fill } from "./views/dom.js";
import { drawFrames } from "./views/frame_list.js";
import { jobList } from "./views/job_list.js";
import { JobView } from "./views/job_view.js";
import { banner, linkWord, pill } from "./views/link.js";
import { ProgramView } from "./views/program_view.js";
import { SubmitForm } from "./views/submit_form.js";
import "./views/theme_switch.js";
import { welcome } from "./views/welcome_view.js";

const SECOND_MS = 1000;

const find = (selector = "") => /** @type {HTMLElement} */ (document.querySelector(selector));

const place = find("#view");
const stranger = el("welcome-view");
const nothing = el("p.quiet", "Choose a job, or begin a new program.");
const lost = el("p", "There is no such job, or it is somebody else’s.");

/** What is shown beside the list. @type {Node} */
let view = nothing;
let isDue = false;

/** A job stays until another one is chosen; first it is the newest. */
function next() {
	const { route, access, feeds, jobs } = page;
	if (route.view === "program") return view instanceof ProgramView && view.id === route.id ? view : new ProgramView(route.id);
	if (!access.userId && route.view !== "job") return stranger;
	if (route.view === "new") return view instanceof SubmitForm ? view : new SubmitForm();
	const id = route.id || (view instanceof JobView ? view.id : jobs()[0]?.job_id);
	if (!id) return nothing;
	page.look(id);
	if (feeds.lost.has(id)) return lost;
	const job = feeds.jobs.get(id);
	if (!job) return route.id ? new Text() : nothing;
	const jobView = view instanceof JobView && view.id === id ? view : new JobView(id);
	jobView.update(job);
	return jobView;
}

function draw() {
	isDue = false;
	const { route, said, feeds } = page;
	const isLive = page.isLive();
	view = next();
	if (view === stranger) fill(stranger, welcome());
	if (place.firstChild !== view) {
		place.replaceChildren(view);
		if (route.view !== "home") place.querySelector("h2")?.focus();
	}
	document.body.dataset.view = view === stranger ? "welcome" : route.view;
	document.body.classList.toggle("stale", !isLive);
	pill(find("link-pill"));
	banner(find("link-banner"));
	const job = view instanceof JobView && feeds.jobs.get(view.id);
	fill(find("job-list"), jobList(job && job.job_id));
	drawFrames();
	const how = job && (isFinal(job) ? STATES[job.status][0] : `${job.progress}%`);
	document.title = listed(" · ", !isLive && linkWord(), listed(" ", how, place.querySelector("h2")?.textContent), "Repcast");
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
setInterval(drawSoon, SECOND_MS);
page.start(drawSoon);
