/** All jobs of the user, newest first. */

import { isFinal } from "../logic/job_state.js";
import { age, STATES, titleOf } from "../logic/words.js";
import * as page from "../page.js";
import { button, define, el, fill } from "./dom.js";

define("job-list", (place) => (open) => fill(place,
	el("h2", "Jobs"),
	el("a.main", { href: "#new" }, "New program"),
	!page.jobs().length && el("p.quiet", "No jobs yet. What your voice agent starts appears here by itself."),
	el("ul", page.jobs().map((job) => {
		const { job_id, status, progress, program, created_at } = job;
		const isActive = !isFinal(job);
		return el("li", { id: `row-${job_id}` },
			el("a", { href: `#job=${job_id}`, "data-status": status, "data-active": isActive, "aria-current": job === open && "page" },
				el("span.title", program?.name ?? titleOf(job)),
				el("span.line",
					el("span.state", STATES[status], status === "in_progress" && ` · ${progress}%`),
					el("span.quiet", age(page.since(created_at)))),
				isActive && el("progress", { max: 100, value: progress, "aria-hidden": "true" })));
	})),
	page.older !== null && button("Show earlier ones", page.listOlder)));
