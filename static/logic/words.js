/** How things are said: states, stages, times, and what a job is. */

/** A word and a sign: no state is told by colour alone. @type {Record<string, {word: string, sign: string}>} */
export const STATES = {
  pending: { word: "Waiting", sign: "◌" },
  in_progress: { word: "Being made", sign: "▸" },
  completed: { word: "Done", sign: "✓" },
  failed: { word: "Failed", sign: "✕" },
  cancelled: { word: "Cancelled", sign: "⊘" },
};

/** @type {Record<string, string>} */
export const STAGES = {
  queued: "In the queue",
  screening: "Checking health and safety",
  allocating: "Planning the sets",
  writing: "Writing the weeks",
  validating: "Checking the whole",
  storing: "Saving",
  done: "Done",
};

/** @type {Record<string, string>} */
export const WEEKDAYS = {
  mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday",
};

/** @type {Record<string, string>} */
const OTHER_WORDS = { hypertrophy: "muscle", cardio_endurance: "endurance", fat_loss: "fat loss", gym: "a full gym" };

/** @param {string} name as the protocol has it */
export const words = (name) => OTHER_WORDS[name] ?? name.replaceAll("_", " ");

/** @param {string} name */
export const label = (name) => words(name).replace(/^\w/, (first) => first.toUpperCase());

/** @param {number} count @param {string} noun */
export const many = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** @param {Job} job */
export function titleOf({ kind, request }) {
  if (kind === "revise") return `Change: “${request.change_request ?? ""}”`;
  if (!request.duration_weeks) return "A program";
  const { goal_category, goal_raw } = request;
  const goal = goal_category ? `of ${words(goal_category)}` : `for “${goal_raw}”`;
  return `${many(request.duration_weeks, "week")} ${goal}, ${many(request.days_per_week, "day")} a week`;
}

/** @param {number} ms */
export function duration(ms) {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.round(s)} s`;
  const [min, rest] = [Math.floor(s / 60), Math.round(s % 60)];
  return min < 60 ? `${min} min${rest ? ` ${rest} s` : ""}` : `${Math.floor(min / 60)} h ${min % 60} min`;
}

/** @param {number} ms */
export function age(ms) {
  const min = Math.floor(ms / 60_000);
  if (min < 1) return "just now";
  if (min < 60) return `${min} min ago`;
  return min < 48 * 60 ? `${Math.floor(min / 60)} h ago` : `${Math.floor(min / 1440)} days ago`;
}

/** @param {number} at */
export const clock = (at) => new Date(at).toLocaleTimeString("en-GB");
