/** How things are said. */

/** A sign and a word: no state is told by colour alone. @type {Words} */
export const STATES = {
	pending: "◌ Waiting", in_progress: "▸ Being made", completed: "✓ Done", failed: "✕ Failed", cancelled: "⊘ Cancelled",
};

/** Where the protocol's names will not do. @type {Words} */
const OTHER_WORDS = {
	queued: "in the queue", screening: "checking health and safety", allocating: "planning the sets",
	writing: "writing the weeks", validating: "checking the whole", storing: "saving",
	mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday",
	hypertrophy: "muscle", cardio_endurance: "endurance", gym: "a full gym",
};

export const words = (name = "") => OTHER_WORDS[name] ?? name.replaceAll("_", " ");

export const label = (name = "") => words(name).replace(/^\w/, (first) => first.toUpperCase());

export const many = (count = 0, noun = "") => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What there is, with something between. @param {unknown[]} parts */
export const listed = (between = "", ...parts) => parts.filter(Boolean).join(between);

/** @param {Job} job */
export function titleOf({ kind, request }) {
	const { change_request = "", duration_weeks, days_per_week, goal_category, goal_raw } = request;
	if (kind === "revise") return `Change: “${change_request}”`;
	if (!duration_weeks) return "A program";
	const goal = goal_category ? `of ${words(goal_category)}` : `for “${goal_raw}”`;
	return `${many(duration_weeks, "week")} ${goal}, ${many(days_per_week, "day")} a week`;
}

export function time(s = 0) {
	const [h, min] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
	return listed(" ", h && `${h} h`, min && `${min} min`, s % 60 && `${s % 60} s`) || "0 s";
}

export const duration = (ms = 0) => (ms < 9950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : time(Math.round(ms / 1000)));

export function age(ms = 0) {
	const min = Math.floor(ms / 60_000);
	if (min < 1) return "just now";
	if (min < 60) return `${min} min ago`;
	return min < 48 * 60 ? `${Math.floor(min / 60)} h ago` : `${Math.floor(min / 1440)} days ago`;
}

export const clock = (at = Date.now()) => new Date(at).toLocaleTimeString("en-GB");
