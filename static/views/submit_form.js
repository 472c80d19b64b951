/** The wish for a program. What is wrong is said at its field, in the server's own words. */

import { BOUNDS } from "../bounds.js";
import { label } from "../logic/words.js";
import * as page from "../page.js";
import { button, el, head } from "./dom.js";
import { submit } from "./submitting.js";

/** @type {Words} */
const NEEDED = {
	goal_raw: "What would you like to reach?",
	duration_weeks: "Weeks",
	days_per_week: "Days a week",
	fitness_level: "Level",
	height_cm: "Height in cm",
	weight_kg: "Weight in kg",
};
/** @type {Words} */
const WELCOME = {
	goal_category: "Kind of goal",
	age: "Age in years",
	sex: "Sex",
	session_minutes: "Minutes a session",
	effort: "Effort",
	equipment: "Equipment",
	unavailable_days: "Days on which you cannot train",
	injuries: "Joints or injuries to mind, with commas between",
	avoid: "Exercises you do not want, with commas between",
	sport: "Sport",
	notes: "What else should be known",
};
const LONG = 500;

export class SubmitForm extends HTMLElement {
	/** @type {string[]} */
	#confirmed = [];
	#place = el("div", { role: "status" });
	#form = el("form", { novalidate: true, onsubmit: (event) => this.#send(event) },
		el("div.fields", Object.entries(NEEDED).map(field)),
		el("details", el("summary", "More about you"), el("div.fields", Object.entries(WELCOME).map(field))),
		this.#place, el("button.main", "Make it"));

	constructor() {
		super();
		this.append(...head("New program"), this.#form);
		// What was said last time need not be said again, but for the wish.
		/** @type {Record<string, any>} */
		const last = { ...page.jobs().find((job) => job.kind === "generate")?.request, goal_raw: "" };
		for (const name in NEEDED) this.#input(name).value = last[name] ?? "";
	}

	#input(name = "") {
		return /** @type {HTMLInputElement} */ (this.querySelector(`#f-${CSS.escape(name)}`));
	}

	/** @param {SubmitEvent} event */
	async #send(event) {
		event.preventDefault();
		const data = new FormData(this.#form);
		const values = Object.keys({ ...NEEDED, ...WELCOME }).map((name) => [name, valueOf(name, data.getAll(name).map(String))]);
		const said = Object.fromEntries(values.filter(([, value]) => value.length !== 0));
		const errors = await submit("generate", { user_id: page.access.userId, ...said, confirmed: this.#confirmed }, this.#place);
		this.querySelectorAll(".wrong").forEach((place) => place.replaceChildren());
		this.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
		errors.forEach((error) => this.#complain(error));
		/** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus();
	}

	/** @param {FieldError} error */
	#complain({ code, field, say, accepted }) {
		const place = this.querySelector(`#w-${CSS.escape(field)}`) ?? this.#place;
		place.closest("details")?.setAttribute("open", "");
		place.replaceChildren(`${say} `, code === "unconfirmed" ? this.#confirmation(field) : `(${accepted})`);
		this.#input(field)?.setAttribute("aria-invalid", "true");
	}

	#confirmation(name = "") {
		return button("It is right as it is", () => {
			this.#confirmed.push(name);
			this.#form.requestSubmit();
		});
	}
}

/** @param {string} name @param {string[]} texts @returns {any} */
function valueOf(name, texts) {
	const { max, maxLength, oneOf, someOf } = BOUNDS[name] ?? {};
	const [text = ""] = texts;
	if (someOf) return texts;
	if (!max && !maxLength && !oneOf) return text.split(",").map((each) => each.trim()).filter(Boolean);
	return max && text ? Number(text) : text.trim();
}

/** @param {string[]} of */
function field([name, said]) {
	const wrong = el("p.wrong", { id: `w-${name}` });
	const { min, max, maxLength: maxlength, oneOf, someOf } = BOUNDS[name] ?? {};
	if (someOf) {
		const boxes = someOf.map((value) => el("label.box", el("input", { name, type: "checkbox", value }), label(value)));
		return el("fieldset.wide", { id: `f-${name}` }, el("legend", said), boxes, wrong);
	}
	const common = { name, id: `f-${name}`, "aria-describedby": `w-${name}`, autocomplete: "off", maxlength };
	const input = oneOf ? el("select", common, ["", ...oneOf].map((value) => el("option", { value }, label(value))))
		: max ? el("input", { ...common, type: "number", min, max, step: "any", placeholder: `${min}–${max}` })
		: (maxlength ?? 0) < LONG ? el("input", common) : counted({ ...common, rows: 2 });
	return el("div", { class: !oneOf && !max && "wide" }, el("label", { for: `f-${name}` }, said), input, wrong);
}

/** A text, and how much of the room is taken. @param {Attributes} attributes */
function counted(attributes) {
	const counter = el("span.small");
	const count = () => counter.replaceChildren(`${text.value.length} of ${attributes.maxlength}`);
	const text = el("textarea", { ...attributes, oninput: count });
	count();
	return [text, counter];
}

customElements.define("submit-form", SubmitForm);
