/** How a prescription is said in few words, as in the files to take along (server/generation/exports/phrases.py). */

import { time } from "./words.js";

/** @type {Record<string, string>} */
const LOAD_UNITS = { pct_1rm: " % 1RM", kg: " kg", assisted_kg: " kg of help" };
/** @type {Record<string, string>} */
const LOAD_WORDS = { bodyweight: "body weight", band: "band" };
/** @type {Record<string, string>} */
const SET_WORDS = {
  warmup: ", to warm up", amrap: ", the last one as many as you can", dropset: ", dropping the load in each",
};

/** @param {number | null | undefined} low @param {number | null | undefined} high */
const span = (low, high) => [...new Set([low, high].filter((each) => each != null))].join("–");

/** `3 × 6–10`, `2 × 30 s a side`, `25 min`. @param {Item} item */
export function amount(item) {
  if (item.kind === "cardio") {
    const turns = item.intervals;
    if (!turns) return `${item.duration_min} min`;
    const easy = turns.recover_s ? `, ${time(turns.recover_s)} easy between` : "";
    return `${item.duration_min} min: ${turns.reps} × ${time(turns.work_s)}${easy}`;
  }
  const { duration_s, distance_m } = item;
  const each = duration_s ? `${duration_s} s` : distance_m ? `${distance_m} m` : span(item.reps_min, item.reps_max);
  return `${item.sets} × ${each}${item.per_side ? " a side" : ""}${SET_WORDS[item.set_type] ?? ""}`;
}

/** How hard, and how heavy: `3–4 in reserve, 67–77 % 1RM`. @param {Item} item */
export function load(item) {
  if (item.kind === "cardio") {
    const talk = item.talk_test ? ` (${item.talk_test.replace(/\.$/, "")})` : "";
    const heart = item.hrr_pct ? `, ${item.hrr_pct.join("–")} % heart-rate reserve` : "";
    return `effort ${span(item.rpe_min, item.rpe_max)} of 10${talk}${heart}`;
  }
  const { type, min, max } = item.load;
  const reserve = type === "none" ? "" : span(item.rir_min, item.rir_max);
  const number = span(min, max);
  const weight = number && LOAD_UNITS[type] ? number + LOAD_UNITS[type] : (LOAD_WORDS[type] ?? "");
  const tempo = item.tempo ? `tempo ${item.tempo.replaceAll("-", "\u2011")}` : "";
  return [weight, reserve && `${reserve} in reserve`, tempo].filter(Boolean).join(", ");
}
