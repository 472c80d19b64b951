/** One job as it goes on, and how it ended. */

import { isFinal } from "../logic/job_state.js";
import { duration, label, listed, many, STATES, titleOf } from "../logic/words.js";
import * as page from "../page.js";
import { button, card, define, el, fill, head, line } from "./dom.js";
import { submit } from "./submitting.js";
import { weeksView } from "./weeks_view.js";

/** Before that, a bar would only flash. */
const BAR_AFTER_MS = 200;

define("job-view", (place) => {
	const { id } = place;
	const trouble = el("div", { role: "status" });
	const weeks = weeksView();
	let isCancelling = false;
	let copied = "";

	function cancel() {
		isCancelling = true;
		page.changed();
		page.requests.ask({ type: "job.cancel", job_id: id }).catch(({ message }) => {
			isCancelling = false;
			trouble.textContent = message;
		});
	}

	async function copy() {
		page.goToJob(id);
		// Outside of https and this machine browsers have no clipboard.
		await navigator.clipboard?.writeText(location.href);
		copied = navigator.clipboard ? "Copied" : "It is in the address bar";
		page.changed();
	}

	/** @param {Job} job */
	function update(job) {
		const { kind, request, status, progress, created_at, message, steps, weeks_total } = job;
		const isOver = isFinal(job);
		const again = async () => {
			const wrong = await submit(kind, request, trouble);
			trouble.append(...wrong.map(({ say }) => el("p.wrong", say)));
		};
		place.dataset.status = status;
		place.toggleAttribute("data-active", !isOver);
		weeks.update(job.weeks, isOver ? 0 : weeks_total);
		fill(place,
			head(titleOf(job)),
			line(el("span.state", STATES[status]), el("span.quiet", told(job))),
			el("p.quiet", wish(job)),
			!isOver && page.since(created_at) > BAR_AFTER_MS
				&& el("progress", { max: 100, value: progress, "aria-labelledby": "title" }),
			!isOver && el("p", message),
			trouble,
			line(
				!isOver && button(isCancelling ? "Cancelling…" : "Cancel", cancel, { disabled: isCancelling }),
				isOver && status !== "completed" && button("Try again", again),
				button(copied || "Copy link", copy)),
			el("div", result(job)),
			el("ol.timeline", { "aria-label": "Stages" }, steps.map(stage)),
			weeks);
	}

	return update;
});

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

/** @type {Took} */
const took = (began, ended) => duration(page.since(began) - (ended ? page.since(ended) : 0));

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
	program_id && el("a.main", { href: `#program=${program_id}` }, "Open the program"),
];
