/** A finished program: to read, to print, to take along, to have changed. */

import { download, pictureOf, programOf } from "../api.js";
import { many, words } from "../logic/words.js";
import { button, card, define, el, fill, head, line } from "./dom.js";
import { submit } from "./submitting.js";
import { weekOf, weeksView } from "./weeks_view.js";

const FORMS = { markdown: "Markdown", csv: "Spreadsheet (CSV)", ics: "Calendar (ICS)", liftoscript: "Liftoscript", json: "JSON" };
const SAFETY = {
	clear: "Safety first",
	caution: "Take care: read this before the first session",
	needs_clearance: "Ask a doctor before the first session",
};
const PATIENCE_MS = 200;

/** What is printed, while it is. */
const paper = el("div.paper");
addEventListener("afterprint", () => fill(paper));

define("program-view", (place) => void load(place));

async function load(place = document.body) {
	const waiting = setTimeout(() => fill(place, "Loading…"), PATIENCE_MS);
	try {
		fill(place, parts(await programOf(place.id)));
	} catch (error) {
		fill(place, head("This program cannot be shown"), el("p", said(error)), button("Try again", () => load(place)));
	}
	clearTimeout(waiting);
	place.querySelector("h2")?.focus();
}

/** @param {Stored} stored */
function parts({ id, user_id, parent_id, document: program }) {
	const { name, description, goal_category, fitness_level, split, safety, provider } = program;
	const about = [many(program.weeks.length, "week"), words(goal_category), fitness_level, split, `by ${provider.model ?? provider.name}`];
	const { status, notices, stop_signs } = safety;
	const help = stop_signs.length ? `Stop, and get help, at: ${stop_signs.join(", ")}.` : [];
	const trouble = el("p.wrong", { role: "status" });
	const weeks = weeksView();
	weeks.update(program.weeks, 0);
	return [
		head(name),
		el("p.quiet", about.join(" · ")),
		el("p", description),
		card("What is different", program.changes),
		parent_id && el("p.screen", el("a", { href: `#program=${parent_id}` }, "What it was made of")),
		card(SAFETY[status], notices.concat(help), status === "clear" ? "" : "warn"),
		el("div.screen",
			line(
				button("Print this week", () => printWeeks(program.weeks.filter((week) => week === weeks.shown()))),
				button("Print all weeks", () => printWeeks(program.weeks))),
			line({ role: "group", "aria-label": "Download" }, Object.entries(FORMS).map(([form, title]) => button(title, () =>
				download(id, form).catch((error) => fill(trouble, said(error)))))),
			trouble),
		weeks, paper,
		picture(id),
		card("How it gets harder", program.progression_rules.map(({ name, rule, on_failure }) => `${name}: ${rule} ${on_failure}`)),
		card("What was assumed", program.assumptions),
		card("What to know", program.warnings),
		changeForm(id, user_id),
	];
}

/** @param {Week[]} weeks */
function printWeeks(weeks) {
	fill(paper, weeks.map((week) => el("section", weekOf(week))));
	print();
}

/** As an image it runs nothing, whatever it is. */
function picture(id = "") {
	const image = el("img", { alt: "" });
	const figure = el("figure", { tabindex: 0, "aria-label": "Sets of each muscle and effort, by week" }, image);
	pictureOf(id).then((markup) => {
		image.alt = /<desc[^>]*>([^<]*)</.exec(markup)?.[1] ?? "";
		image.src = `data:image/svg+xml,${encodeURIComponent(markup)}`;
	}, (error) => fill(figure, said(error)));
	return figure;
}

/** @param {any} error */
const said = (error) => error.message;

function changeForm(program_id = "", user_id = "") {
	const text = el("textarea", { id: "change", rows: 2, maxlength: 500, "aria-describedby": "change-wrong" });
	const wrong = el("p.wrong", { id: "change-wrong", role: "alert" });
	const place = el("div", { role: "status" });
	return el("form.card screen", {
		async onsubmit(event) {
			event.preventDefault();
			const errors = await submit("revise", { program_id, user_id, change_request: text.value }, place);
			fill(wrong, errors.map(({ say }) => `${say} `));
			text.ariaInvalid = `${errors.length > 0}`;
		},
	},
		el("h3", "Change it"),
		el("label", { for: "change" }, "What shall be different? “Only three days now”, “no barbell”, “my knee hurts”."),
		text, wrong, place, el("button.main", "Have it changed"));
}
