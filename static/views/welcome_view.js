/** Whose jobs? Shown where no link said it. */

import { age, titleOf } from "../logic/words.js";
import * as page from "../page.js";
import { button, define, el, fill } from "./dom.js";

const RECENT = 5;

/** Users of this machine whose jobs are the latest are offered. */
define("welcome-view", (place) => () => fill(place,
	el("h2", { tabindex: -1 }, "Whose programs?"),
	el("p", "A link that ", el("code", "repcast page"), " prints says it. Without one, choose:"),
	el("ul", [...Map.groupBy(page.feeds.newest, (job) => job.user_id)].slice(0, RECENT).map(([id, [job]]) => el("li",
		button(`${id.slice(0, 8)}…`, () => page.become(id)), ` ${titleOf(job)}, ${age(page.since(job.created_at))}`))),
	button("Begin as a new user", () => page.become(crypto.randomUUID()), { class: "main" })));
