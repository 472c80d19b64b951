/** One job as it goes on: how far, at what, its weeks, and how it ended. */

import { isFinal } from "../logic/job_state.js";
import { duration, label, listed, many, STATES, titleOf } from "../logic/words.js";
import * as page from "../page.js";
import { button, card, el, fill, head, line } from "./dom.js";
import { submit } from "./submitting.js";
import { WeeksView } from "./weeks_view.js";

/** Before that, a bar would only flash. */
const BAR_AFTER_MS = 200;

export class JobView extends HTMLElement {
	#trouble = el("div", { role: "status" });
	#weeks = new WeeksView();
	#isCancelling = false;
	#copied = "";

	constructor(id = "") {
		super();
		this.id = id;
	}

	/** @param {Job} job */
	update(job) {
		const { status, progress, created_at, message, steps, weeks, weeks_total } = job;
		const isOver = isFinal(job);
		this.dataset.status = status;
		this.toggleAttribute("data-active", !isOver);
		this.#weeks.update(weeks, isOver ? 0 : weeks_total);
		fill(this,
			head(titleOf(job)),
			line(el("span.state", STATES[status]), el("span.quiet", told(job))),
			el("p.quiet", wish(job)),
			!isOver && page.now() - Date.parse(created_at) > BAR_AFTER_MS
				&& el("progress", { max: 100, value: progress, "aria-labelledby": "title" }),
			!isOver && el("p.message", message),
			this.#trouble,
			line(
				!isOver && button(this.#isCancelling ? "Cancelling…" : "Cancel", () => this.#cancel(), { disabled: this.#isCancelling }),
				isOver && status !== "completed" && button("Try again", () => this.#again(job)),
				button(this.#copied || "Copy link", () => this.#copy())),
			el("div", result(job)),
			el("ol.timeline", { "aria-label": "Stages" }, steps.map(stage)),
			this.#weeks);
	}

	#cancel() {
		this.#isCancelling = true;
		page.changed();
		page.requests.ask({ type: "job.cancel", job_id: this.id }).catch((refused) => {
			this.#isCancelling = false;
			this.#trouble.textContent = refused.message;
		});
	}

	/** @param {Job} job */
	async #again({ kind, request }) {
		const wrong = await submit(kind, request, this.#trouble);
		this.#trouble.append(...wrong.map(({ say }) => el("p.wrong", say)));
	}

	async #copy() {
		page.goToJob(this.id);
		// Outside of https and this machine browsers have no clipboard.
		await navigator.clipboard?.writeText(location.href);
		this.#copied = navigator.clipboard ? "Copied" : "It is in the address bar";
		page.changed();
	}
}

/** @param {Job} job */
function told({ status, created_at, completed_at, weeks_done, weeks_total, attempt, provider, eta_s, progress }) {
	const isOver = isFinal({ status });
	return listed(" · ",
		!isOver && `${progress}%`,
		weeks_total && `${weeks_done} of ${many(weeks_total, "week")}`,
		took(created_at, completed_at),
		!isOver && eta_s && `takes about ${duration(eta_s * 1000)}`,
		attempt > 1 && `attempt ${attempt}`,
		provider && `by ${provider === "rules" ? "rules" : `a model (${provider})`}`);
}

/** @param {string} began @param {string | null} [ended] */
const took = (began, ended) => duration((ended ? Date.parse(ended) : page.now()) - Date.parse(began));

/** Its own words, where the title has not got them. @param {Job} job */
const wish = ({ request: { goal_raw, goal_category, notes } }) =>
	listed(" ", goal_category && goal_raw && `“${goal_raw}”`, notes && `“${notes}”`);

/** @param {Step} step */
const stage = ({ stage: name, attempt, began, ended }) =>
	el("li", { "aria-current": !ended && "step" },
		el("span", label(name), attempt > 1 && ` (attempt ${attempt})`), el("span.quiet", took(began, ended)));

/** @param {Job} job */
const result = ({ status, error, program, program_id, changes, reason, retries }) => [
	!isFinal({ status }) && card("Tried again", retries, "warn"),
	error && card("It failed", [error.say || error.message, `${error.code}: ${error.message}`], "bad"),
	status === "cancelled" && card("It was cancelled", [reason || "As was asked for."]),
	program && card(program.name, [program.spoken_summary || program.description], "good"),
	card("What is different", changes),
	program_id && el("p", el("a.button", { href: `#program=${program_id}` }, "Open the program")),
];

customElements.define("job-view", JobView);
