/** Puts the views where they belong, and draws what has changed, at most once a frame of the screen. */

import { isFinal } from "./logic/job_state.js";
import { STATES, titleOf } from "./logic/words.js";
import { Page } from "./page.js";
import { el } from "./views/dom.js";
import { FrameList } from "./views/frame_list.js";
import { JobList } from "./views/job_list.js";
import { JobView } from "./views/job_view.js";
import { LinkBanner, LinkPill, wordOf } from "./views/link_state.js";
import { ProgramView } from "./views/program_view.js";
import { SubmitForm } from "./views/submit_form.js";
import "./views/theme_switch.js";
import { WelcomeView } from "./views/welcome_view.js";

const SECOND_MS = 1000;

const page = new Page();
const pill = /** @type {LinkPill} */ (document.querySelector("link-pill"));
const banner = /** @type {LinkBanner} */ (document.querySelector("link-banner"));
const list = /** @type {JobList} */ (document.querySelector("job-list"));
const frames = /** @type {FrameList} */ (document.querySelector("frame-list"));
const place = /** @type {HTMLElement} */ (document.querySelector("#view"));
const spoken = /** @type {HTMLElement} */ (document.querySelector("#spoken"));
const welcome = new WelcomeView(page);
const nothing = el("p", { class: "quiet" }, "Choose a job, or begin a new program.");
const soon = document.createTextNode("");
const lost = el("p", {}, "There is no such job, or it is somebody else’s.");

/** @type {Node} */
let view = nothing;
let isDue = false;

/** A job stays beside the list until another one is chosen; first it is the newest. @param {Job[]} jobs */
function chosen(jobs) {
  if (page.route.view === "job") return page.route.id;
  return view instanceof JobView ? view.jobId : (jobs[0]?.job_id ?? "");
}

/** @param {Job[]} jobs */
function viewNow(jobs) {
  const { route, access, feeds, now } = page;
  if (!access.userId && (route.view === "home" || route.view === "new")) return welcome;
  if (route.view === "new" || route.view === "program") return view === welcome ? viewOf(route) : view;
  const id = chosen(jobs);
  if (id) page.look(id);
  if (feeds.lost.has(id)) return lost;
  const job = feeds.jobs.get(id);
  if (!job) return route.view === "job" ? soon : nothing;
  const jobView = view instanceof JobView && view.jobId === id ? view : new JobView(page, id);
  jobView.update(job, now);
  return jobView;
}

/** @param {Route} route */
function viewOf({ view: name, id }) {
  if (name === "new") return new SubmitForm(page, page.jobs.find((job) => job.kind === "generate")?.request);
  if (name !== "program") return nothing;
  const program = new ProgramView(page);
  program.show(id);
  return program;
}

function draw() {
  isDue = false;
  const { access, connection, jobs, now, said } = page;
  const own = jobs.filter((job) => job.user_id === access.userId);
  const next = viewNow(own);
  if (next === welcome) welcome.update(jobs, now);
  document.body.dataset.view = next === welcome ? "welcome" : page.route.view;
  document.body.classList.toggle("stale", !page.isLive);
  pill.update(connection.state);
  banner.update(connection.state, own.some((job) => !isFinal(job)));
  list.update(own, next instanceof JobView ? next.jobId : "", now, page.older !== null);
  show(next);
  document.title = titled();
  const sentences = said.splice(0);
  if (sentences.length) spoken.textContent = sentences.length > 3 ? `${sentences.length} changes.` : sentences.join(" ");
}

/** @param {Node} next */
function show(next) {
  const isOther = place.firstChild !== next;
  view = next;
  if (isOther) place.replaceChildren(next);
  if (isOther && page.route.view !== "home") place.querySelector("h2")?.focus();
}

function titled() {
  const word = wordOf(page.connection.state);
  const job = view instanceof JobView ? page.feeds.jobs.get(view.jobId) : null;
  const state = job && (isFinal(job) ? STATES[job.status].sign : `${job.progress}%`);
  const what = job ? `${state} ${titleOf(job)}` : view instanceof ProgramView ? view.name : page.route.view === "new" ? "New program" : "";
  return [word !== "Live" && word, what, "Repcast"].filter(Boolean).join(" · ");
}

function drawSoon() {
  if (isDue) return;
  isDue = true;
  // A hidden page is given no frames, but has a title.
  if (document.hidden) setTimeout(draw, SECOND_MS);
  else requestAnimationFrame(draw);
}

page.addEventListener("change", drawSoon);
page.addEventListener("route", () => (view = viewOf(page.route)));
list.addEventListener("more", () => page.listOlder());
banner.addEventListener("retry", () => page.connection.now());
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault(); // fragments are routes here
  place.focus();
});
frames.follow(page.log);
setInterval(drawSoon, SECOND_MS);
page.start();
