/** A finished program: to read, to print, to take along, to have changed. */

import { download, pictureOf, programOf } from "../api.js";
import { many, words } from "../logic/words.js";
import { button, card, el, fill, head, line } from "./dom.js";
import { submit } from "./submitting.js";
import { WeeksView, weekOf } from "./weeks_view.js";

const FORMS = { markdown: "Markdown", csv: "Spreadsheet (CSV)", ics: "Calendar (ICS)", liftoscript: "Liftoscript", json: "JSON" };
const SAFETY = {
	clear: "Safety first",
	caution: "Take care: read this before the first session",
	needs_clearance: "Ask a doctor before the first session",
};
const PATIENCE_MS = 200;

export class ProgramView extends HTMLElement {
	#weeks = new WeeksView();
	#paper = el("div.paper");
	#trouble = el("p.wrong", { role: "status" });

	constructor(id = "") {
		super();
		this.id = id;
		this.#load();
	}

	async #load() {
		const waiting = setTimeout(() => fill(this, "Loading…"), PATIENCE_MS);
		try {
			const stored = await programOf(this.id);
			fill(this, this.#parts(stored));
			this.#weeks.update(stored.document.weeks, 0);
		} catch (error) {
			fill(this, head("This program cannot be shown"), el("p", said(error)), button("Try again", () => this.#load()));
		}
		clearTimeout(waiting);
		this.querySelector("h2")?.focus();
	}

	/** @param {Stored} stored */
	#parts({ user_id, parent_id, document: program }) {
		const { name, description, weeks, goal_category, fitness_level, split, safety, provider } = program;
		const about = [many(weeks.length, "week"), words(goal_category), fitness_level, split, `by ${provider.model ?? provider.name}`];
		const { status, notices, stop_signs } = safety;
		const help = stop_signs.length ? [`Stop, and get help, at: ${stop_signs.join(", ")}.`] : [];
		return [
			head(name),
			el("p.quiet", about.join(" · ")),
			el("p", description),
			card("What is different", program.changes),
			parent_id && el("p.screen", el("a", { href: `#program=${parent_id}` }, "What it was made of")),
			card(SAFETY[status], [...notices, ...help], status === "clear" ? "" : "warn"),
			el("div.screen",
				line(
					button("Print this week", () => this.#print(weeks.filter((week) => week === this.#weeks.shown))),
					button("Print all weeks", () => this.#print(weeks))),
				line({ role: "group", "aria-label": "Download" }, Object.entries(FORMS).map(([form, title]) => button(title, () =>
					download(this.id, form).catch((error) => fill(this.#trouble, said(error)))))),
				this.#trouble),
			this.#weeks, this.#paper,
			this.#picture(),
			card("How it gets harder", program.progression_rules.map(({ name, rule, on_failure }) => `${name}: ${rule} ${on_failure}`)),
			card("What was assumed", program.assumptions),
			card("What to know", program.warnings),
			changeForm(this.id, user_id),
		];
	}

	/** @param {Week[]} weeks */
	#print(weeks) {
		fill(this.#paper, weeks.map((week) => el("section", weekOf(week))));
		addEventListener("afterprint", () => fill(this.#paper), { once: true });
		print();
	}

	/** What is in an image runs nothing, whatever it is. */
	#picture() {
		const image = el("img", { alt: "" });
		const figure = el("figure", { tabindex: 0, "aria-label": "Sets of each muscle and effort, by week" }, image);
		pictureOf(this.id).then((markup) => {
			image.alt = /<desc[^>]*>([^<]*)</.exec(markup)?.[1] ?? "";
			image.src = `data:image/svg+xml,${encodeURIComponent(markup)}`;
		}, (error) => fill(figure, said(error)));
		return figure;
	}
}

/** @param {unknown} error */
const said = (error) => /** @type {Error} */ (error).message;

function changeForm(program_id = "", user_id = "") {
	const text = el("textarea", { id: "change", rows: 2, maxlength: 500, "aria-describedby": "change-wrong" });
	const wrong = el("p.wrong", { id: "change-wrong", role: "alert" });
	const place = el("div", { role: "status" });
	const onsubmit = async (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const errors = await submit("revise", { program_id, user_id, change_request: text.value }, place);
		fill(wrong, errors.map(({ say }) => `${say} `));
		text.ariaInvalid = `${errors.length > 0}`;
	};
	return el("form.card screen", { onsubmit, novalidate: true }, el("h3", "Change it"),
		el("label", { for: "change" }, "What shall be different? “Only three days now”, “no barbell”, “my knee hurts”."),
		text, wrong, place, el("button.main", "Have it changed"));
}

customElements.define("program-view", ProgramView);
