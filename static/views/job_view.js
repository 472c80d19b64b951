/** One job as it goes on: how far, at what, its weeks, and how it ended. */

import { isFinal } from "../logic/job_state.js";
import { duration, many, STATES, titleOf } from "../logic/words.js";
import { back, button, card, el, present, setText } from "./dom.js";
import { submit } from "./submitting.js";
import { timeline } from "./timeline.js";
import { WeeksView } from "./weeks_view.js";

/** Before that, a bar would only flash. */
const BAR_AFTER_MS = 200;

export class JobView extends HTMLElement {
  #title = el("h2", { tabindex: -1, id: "job-title" });
  #state = el("span", { class: "state" });
  #told = el("span", { class: "quiet" });
  #wish = el("p", { class: "quiet" });
  #bar = el("progress", { max: 100, "aria-labelledby": "job-title" });
  #message = el("p", { class: "message" });
  #trouble = el("div", { role: "status" });
  #cancel = button("Cancel", () => this.#cancelled());
  #retry = button("Try again", () => this.#again());
  #copy = button("Copy link", () => this.#copied());
  #result = el("div");
  #steps = el("ol", { class: "timeline", "aria-label": "Stages" });
  #weeks = new WeeksView();
  /** @type {Job | undefined} */
  #job;

  /** @param {Page} page @param {string} id of the job */
  constructor(page, id) {
    super();
    this.page = page;
    this.jobId = id;
    this.append(back(), this.#title, el("p", { class: "line" }, this.#state, this.#told), this.#wish, this.#bar, this.#message,
      this.#trouble, el("p", { class: "line" }, this.#cancel, this.#retry, this.#copy), this.#result, this.#steps, this.#weeks);
  }

  /** @param {Job} job @param {number} now on the server's clock */
  update(job, now) {
    const { status, progress } = job;
    const isOver = isFinal(job);
    this.dataset.status = status;
    this.toggleAttribute("data-active", !isOver);
    setText(this.#title, titleOf(job));
    setText(this.#state, `${STATES[status].sign} ${STATES[status].word}`);
    setText(this.#told, told(job, now));
    setText(this.#wish, wish(job));
    this.#bar.hidden = isOver || now - Date.parse(job.created_at) < BAR_AFTER_MS;
    this.#bar.value = progress;
    this.#message.hidden = isOver;
    setText(this.#message, job.message);
    this.#cancel.hidden = isOver;
    this.#retry.hidden = !isOver || status === "completed";
    this.#steps.replaceChildren(...timeline(job, now));
    this.#weeks.update(job.weeks, isOver ? 0 : job.weeks_total);
    if (job !== this.#job) this.#result.replaceChildren(...present(result(job)));
    this.#job = job;
  }

  async #cancelled() {
    this.#cancel.disabled = true;
    setText(this.#cancel, "Cancelling…");
    try {
      await this.page.requests.ask({ type: "job.cancel", job_id: this.jobId });
    } catch (refused) {
      this.#cancel.disabled = false;
      this.#trouble.textContent = /** @type {Error} */ (refused).message;
    }
  }

  async #again() {
    if (!this.#job) return;
    const wrong = await submit(this.page, this.#job.kind, this.#job.request, this.#trouble);
    this.#trouble.append(...wrong.map((error) => el("p", { class: "wrong" }, error.say)));
  }

  async #copied() {
    this.page.go({ view: "job", id: this.jobId });
    // Outside of https and this machine browsers have no clipboard.
    await navigator.clipboard?.writeText(location.href);
    setText(this.#copy, navigator.clipboard ? "Copied" : "It is in the address bar");
  }
}

/** @param {Job} job @param {number} now */
function told(job, now) {
  const { created_at, completed_at, weeks_done, weeks_total, attempt, provider, eta_s, progress } = job;
  const isOver = isFinal(job);
  return [
    !isOver && `${progress}%`,
    weeks_total && `${weeks_done} of ${many(weeks_total, "week")}`,
    duration((completed_at ? Date.parse(completed_at) : now) - Date.parse(created_at)),
    !isOver && eta_s && `takes about ${duration(eta_s * 1000)}`,
    attempt > 1 && `attempt ${attempt}`,
    provider && `by ${provider === "rules" ? "rules" : `a model (${provider})`}`,
  ].filter(Boolean).join(" · ");
}

/** Its own words, where the title has not got them. @param {Job} job */
const wish = ({ request: { goal_raw, goal_category, notes } }) =>
  [goal_category && goal_raw && `“${goal_raw}”`, notes && `“${notes}”`].filter(Boolean).join(" ");

/** @param {Job} job */
function result(job) {
  const { status, error, program, program_id, changes, reason, retries } = job;
  return [
    !isFinal(job) && card("Tried again", retries, "warn"),
    error && card("It failed", [error.say || error.message, `${error.code}: ${error.message}`], "bad"),
    status === "cancelled" && card("It was cancelled", [reason || "As was asked for."]),
    program && card(program.name, [program.spoken_summary || program.description], "good"),
    card("What is different", changes),
    program_id && el("p", {}, el("a", { class: "button", href: `#program=${program_id}` }, "Open the program")),
  ];
}

customElements.define("job-view", JobView);
