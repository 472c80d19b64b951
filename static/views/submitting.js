/** Submits, and asks what to do where another program is being made. */

import * as page from "../page.js";
import { button, el, line } from "./dom.js";

/** @type {Submit} */
export async function submit(kind, request, place, on_active = "confirm") {
	// Outside of https and this machine browsers have no randomUUID.
	const idempotency_key = crypto.getRandomValues(new Uint32Array(4)).join("-");
	place.replaceChildren(page.isLive() ? "" : "Not connected. It is sent when the connection is back.");
	try {
		const { job_id } = await page.requests.ask({ type: "job.submit", kind, request, idempotency_key, on_active });
		place.replaceChildren();
		page.goToJob(job_id);
	} catch (refused) {
		const { code, message, details, retry_after_s } = /** @type {Refusal} */ (refused);
		if (code === "invalid_request") return /** @type {FieldError[]} */ (details?.errors ?? []);
		place.replaceChildren(el("p", message, retry_after_s && ` Try again in ${Math.ceil(retry_after_s)} s.`));
		if (code === "active_job") {
			const again = (how = "") => () => submit(kind, request, place, how);
			place.append(line(button("Make both", again("parallel")), button("Replace it", again("replace"))));
			place.querySelector("button")?.focus();
		}
	}
	return [];
}
