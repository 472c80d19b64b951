/** The wish for a program. What is wrong is said at its field, in the server's words. */

import { BOUNDS } from "../bounds.js";
import { label } from "../logic/words.js";
import * as page from "../page.js";
import { button, define, el, find, head } from "./dom.js";
import { submit } from "./submitting.js";

const NEEDED = {
	goal_raw: "What would you like to reach?",
	duration_weeks: "Weeks",
	days_per_week: "Days a week",
	fitness_level: "Level",
	height_cm: "Height in cm",
	weight_kg: "Weight in kg",
};
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

define("submit-form", (place) => {
	/** @type {string[]} */
	const confirmed = [];
	const trouble = el("div", { role: "status" });
	const form = el("form", { novalidate: true, onsubmit: send },
		fields(NEEDED),
		el("details", el("summary", "More about you"), fields(WELCOME)),
		trouble, el("button.main", "Make it"));
	const input = (name = "") => /** @type {HTMLInputElement} */ (find(`#f-${CSS.escape(name)}`, form));
	// What was said last time need not be said again, but for the wish.
	/** @type {Record<string, any>} */
	const last = { ...page.jobs().find((job) => job.kind === "generate")?.request, goal_raw: "" };
	for (const name in NEEDED) input(name).value = last[name] ?? "";

	/** @param {SubmitEvent} event */
	async function send(event) {
		event.preventDefault();
		const data = new FormData(form);
		const said = Object.fromEntries([...new Set(data.keys())].map((name) => [name, valueOf(name, data.getAll(name).map(String))]));
		const errors = await submit("generate", { user_id: page.access.userId, ...said, confirmed }, trouble);
		form.querySelectorAll(".wrong").forEach((place) => place.replaceChildren());
		form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
		errors.forEach(complain);
		find("[aria-invalid]", form)?.focus();
	}

	/** @param {FieldError} error */
	function complain({ code, field, say, accepted }) {
		const where = form.querySelector(`#w-${CSS.escape(field)}`) ?? trouble;
		where.closest("details")?.setAttribute("open", "");
		where.replaceChildren(`${say} `, code !== "unconfirmed" ? `(${accepted})` : button("It is right as it is", () => {
			confirmed.push(field);
			form.requestSubmit();
		}));
		input(field)?.setAttribute("aria-invalid", "true");
	}

	place.append(...head("New program"), form);
});

/** As the protocol has it; nothing for nothing. @type {ValueOf} */
const valueOf = (name, texts) => {
	const { max, maxlength, oneOf, someOf } = BOUNDS[name] ?? {};
	const text = texts[0].trim();
	if (someOf) return texts;
	if (!text) return undefined;
	if (max) return Number(text);
	return maxlength || oneOf ? text : text.split(/\s*,\s*/).filter(Boolean);
};

/** @param {Words} asked */
const fields = (asked) => el("div.fields", Object.entries(asked).map(([name, said]) => {
	const [id, wrongId] = [`f-${name}`, `w-${name}`];
	const wrong = el("p.wrong", { id: wrongId });
	const { oneOf, someOf, ...bounds } = BOUNDS[name] ?? {};
	if (someOf) {
		const boxes = someOf.map((value) => el("label.box", el("input", { name, type: "checkbox", value }), label(value)));
		return el("fieldset.wide", { id }, el("legend", said), boxes, wrong);
	}
	const { min, max, maxlength = 0 } = bounds;
	const common = { name, id, "aria-describedby": wrongId, autocomplete: "off", ...bounds };
	const input = oneOf ? el("select", common, ["", ...oneOf].map((value) => el("option", { value }, label(value))))
		: max ? el("input", { ...common, type: "number", step: "any", placeholder: `${min}–${max}` })
		: maxlength < LONG ? el("input", common) : counted({ ...common, rows: 2 });
	return el("div", { class: !oneOf && !max && "wide" }, el("label", { for: id }, said), input, wrong);
}));

/** And how much of the room is taken. @param {Attributes} attributes */
function counted(attributes) {
	const counter = el("span.small");
	const count = () => counter.replaceChildren(`${text.value.length} of ${text.maxLength}`);
	const text = el("textarea", { ...attributes, oninput: count });
	count();
	return [text, counter];
}
