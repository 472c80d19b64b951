/** How a prescription is said in few words, as in server/generation/exports/phrases.py. */

import { listed, time } from "./words.js";

/** Of loads and of sets; a space is for a number. @type {Words} */
const WORDS = {
	pct_1rm: " % 1RM", kg: " kg", assisted_kg: " kg of help", bodyweight: "body weight", band: "band",
	warmup: ", to warm up", amrap: ", the last one as many as you can", dropset: ", dropping the load in each",
};

/** @param {(number | null | undefined)[]} ends */
const span = (...ends) => [...new Set(ends.filter((end) => end != null))].join("–\u2060"); // no line ends within

/** `3 × 6–10`, `2 × 30 s a side`, `25 min`. @param {Item} item */
export function amount(item) {
	if (item.kind === "cardio") {
		const { duration_min, intervals } = item;
		if (!intervals) return `${duration_min} min`;
		const { reps, work_s, recover_s } = intervals;
		return `${duration_min} min: ${reps} × ${time(work_s)}${recover_s ? `, ${time(recover_s)} easy between` : ""}`;
	}
	const { sets, set_type, duration_s, distance_m, reps_min, reps_max, per_side } = item;
	const each = duration_s ? `${duration_s} s` : distance_m ? `${distance_m} m` : span(reps_min, reps_max);
	return `${sets} × ${each}${per_side ? " a side" : ""}${WORDS[set_type] ?? ""}`;
}

/** How hard, and how heavy: `67–77 % 1RM, 3–4 in reserve`. @param {Item} item */
export function load(item) {
	if (item.kind === "cardio") {
		const { rpe_min, rpe_max, talk_test, hrr_pct } = item;
		const talk = talk_test && ` (${talk_test.replace(/\.$/, "")})`;
		return `effort ${span(rpe_min, rpe_max)} of 10${talk}${hrr_pct ? `, ${hrr_pct.join("–")} % heart-rate reserve` : ""}`;
	}
	const { load: { type, min, max }, rir_min, rir_max, tempo } = item;
	const [number, word = ""] = [span(min, max), WORDS[type]];
	const reserve = type !== "none" && span(rir_min, rir_max);
	return listed(", ",
		word[0] === " " ? number && number + word : word,
		reserve && `${reserve} in reserve`,
		tempo && `tempo ${tempo.replaceAll("-", "\u2011")}`);
}
