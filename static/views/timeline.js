/** What a job has passed, and how long each stage took. */

import { duration, STAGES } from "../logic/words.js";
import { el } from "./dom.js";

/** @param {Job} job @param {number} now on the server's clock */
export function timeline({ steps }, now) {
  return steps.map(({ stage, attempt, began, ended }) => {
    const name = STAGES[stage] ?? stage;
    const tookMs = (ended ? Date.parse(ended) : now) - Date.parse(began);
    return el("li", { "aria-current": !ended && "step" },
      el("span", {}, attempt > 1 ? `${name} (attempt ${attempt})` : name),
      el("span", { class: "quiet" }, duration(tookMs)));
  });
}
