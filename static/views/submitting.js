/** Submits, and asks what to do where another program is being made. */

import { Refused } from "../logic/requests.js";
import { page } from "../page.js";
import { button, el } from "./dom.js";

/**
 * @param {string} kind
 * @param {object} request
 * @param {HTMLElement} place where questions and troubles are put
 * @returns {Promise<FieldError[]>} what is wrong with single fields; nothing when the job is there and shown
 */
export async function submit(kind, request, place, on_active = "confirm") {
  // Outside of https and this machine browsers have no randomUUID.
  const idempotency_key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  place.replaceChildren(page.isLive ? "" : "Not connected. It is sent when the connection is back.");
  try {
    const accepted = await page.requests.ask({ type: "job.submit", kind, request, idempotency_key, on_active });
    place.replaceChildren();
    page.goToJob(accepted.job_id);
  } catch (refused) {
    const { code, message, details, retry_after_s } = /** @type {Refused} */ (refused).error;
    if (code === "invalid_request") return /** @type {FieldError[]} */ (details?.errors ?? []);
    place.replaceChildren(el("p", message, retry_after_s && ` Try again in ${Math.ceil(retry_after_s)} s.`));
    if (code === "active_job") {
      const again = (/** @type {string} */ how) => () => submit(kind, request, place, how);
      place.append(button("Make both", again("parallel")), button("Replace it", again("replace")));
      place.querySelector("button")?.focus();
    }
  }
  return [];
}
