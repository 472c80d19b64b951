/** What of a job is told aloud: quarters, and changes of its state. Pure. */

import { STATES, titleOf } from "./words.js";

/** @param {Job | undefined} before @param {Job} after @param {boolean} isOpen somebody looks at this very job */
export function milestone(before, after, isOpen) {
  if (before && before.status !== after.status) return `${titleOf(after)}: ${STATES[after.status].word}.`;
  const quarter = Math.floor(after.progress / 25);
  return isOpen && before && quarter > Math.floor(before.progress / 25) ? `${quarter * 25} percent.` : "";
}
