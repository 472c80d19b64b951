/** The wish for a program. What is wrong is said at its field, in the server's own words. */

import { BOUNDS } from "../bounds.js";
import { label, WEEKDAYS } from "../logic/words.js";
import { page } from "../page.js";
import { back, button, el } from "./dom.js";
import { submit } from "./submitting.js";

/** Name, kind and words. @type {string[][]} */
const NEEDED = [
  ["goal_raw", "text", "What would you like to reach?"],
  ["duration_weeks", "number", "Weeks"],
  ["days_per_week", "number", "Days a week"],
  ["fitness_level", "choice", "Level"],
  ["height_cm", "number", "Height in cm"],
  ["weight_kg", "number", "Weight in kg"],
];
const WELCOME = [
  ["goal_category", "choice", "Kind of goal"],
  ["age", "number", "Age in years"],
  ["sex", "choice", "Sex"],
  ["session_minutes", "number", "Minutes a session"],
  ["effort", "choice", "Effort"],
  ["equipment", "boxes", "Equipment"],
  ["unavailable_days", "boxes", "Days on which you cannot train"],
  ["injuries", "list", "Joints or injuries to mind, with commas between"],
  ["avoid", "list", "Exercises you do not want, with commas between"],
  ["sport", "line", "Sport"],
  ["notes", "text", "What else should be known"],
];

export class SubmitForm extends HTMLElement {
  /** @type {string[]} */
  #confirmed = [];
  #place = el("div", { role: "status" });
  #form = el("form", { novalidate: true, onsubmit: (event) => this.#send(event) },
    el("div.fields", NEEDED.map(field)),
    el("details", el("summary", "More about you"), el("div.fields", WELCOME.map(field))),
    this.#place, el("button.main", "Make it"));

  constructor() {
    super();
    this.append(back(), el("h2", { tabindex: -1 }, "New program"), this.#form);
    // What was said last time need not be said again; each wish is its own.
    const last = page.jobs.find((job) => job.kind === "generate")?.request ?? {};
    for (const [name] of NEEDED.slice(1)) this.#input(name).value = last[name] ?? "";
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`#f-${name}`));
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    event.preventDefault();
    const data = new FormData(this.#form);
    const values = [...NEEDED, ...WELCOME].map(([name, kind]) => [name, valueOf(kind, data.getAll(name).map(String))]);
    const said = Object.fromEntries(values.filter(([, value]) => value !== "" && value.length !== 0));
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

  /** @param {string} name */
  #confirmation(name) {
    return button("It is right as it is", () => {
      this.#confirmed.push(name);
      this.#form.requestSubmit();
    });
  }
}

/** @param {string} kind @param {string[]} texts @returns {any} */
function valueOf(kind, [text = "", ...more]) {
  if (kind === "boxes") return text ? [text, ...more] : [];
  if (kind === "list") return text.split(",").map((each) => each.trim()).filter(Boolean);
  return kind === "number" && text ? Number(text) : text.trim();
}

/** @param {string[]} of */
function field([name, kind, said]) {
  const wrong = el("p.wrong", { id: `w-${name}` });
  const input = inputOf(name, kind);
  if (kind === "boxes") return el("fieldset.wide", { id: `f-${name}` }, el("legend", said), input, wrong);
  return el("div", { class: kind !== "number" && kind !== "choice" && "wide" }, el("label", { for: `f-${name}` }, said), input, wrong);
}

/** @param {string} name @param {string} kind */
function inputOf(name, kind) {
  const { min, max, maxLength: maxlength, oneOf = [] } = BOUNDS[name] ?? {};
  const common = { name, id: `f-${name}`, "aria-describedby": `w-${name}`, autocomplete: "off", maxlength };
  switch (kind) {
    case "boxes":
      return oneOf.map((value) =>
        el("label.box", el("input", { name, type: "checkbox", value }), WEEKDAYS[value] ?? label(value)));
    case "choice":
      return el("select", common, ["", ...oneOf].map((value) => el("option", { value }, label(value))));
    case "number":
      return el("input", { ...common, type: "number", min, max, step: /_(cm|kg)$/.test(name) ? "any" : 1, placeholder: `${min}–${max}` });
    case "text":
      return counted({ ...common, rows: 2 });
    default:
      return el("input", common);
  }
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
