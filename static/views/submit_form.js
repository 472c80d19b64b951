/** The wish for a program. What is wrong is said at its field, in the server's own words. */

import { BOUNDS } from "../bounds.js";
import { label, WEEKDAYS } from "../logic/words.js";
import { page } from "../page.js";
import { back, button, el } from "./dom.js";
import { submit } from "./submitting.js";

/** Name, words, kind; behind the rule stands what may be left out. @type {string[][]} */
const FIELDS = [
  ["goal_raw", "What would you like to reach?", "text"],
  ["duration_weeks", "Weeks", "number"],
  ["days_per_week", "Days a week", "number"],
  ["fitness_level", "Level", "choice"],
  ["height_cm", "Height in cm", "number"],
  ["weight_kg", "Weight in kg", "number"],
  [],
  ["goal_category", "Kind of goal", "choice"],
  ["age", "Age in years", "number"],
  ["sex", "Sex", "choice"],
  ["session_minutes", "Minutes a session", "number"],
  ["effort", "Effort", "choice"],
  ["equipment", "Equipment", "boxes"],
  ["unavailable_days", "Days on which you cannot train", "boxes"],
  ["injuries", "Joints or injuries to mind, with commas between", "list"],
  ["avoid", "Exercises you do not want, with commas between", "list"],
  ["sport", "Sport", "line"],
  ["notes", "What else should be known", "text"],
];
const RULE = FIELDS.findIndex((field) => !field.length);
const REMEMBERED = ["days_per_week", "fitness_level", "height_cm", "weight_kg", "duration_weeks"];

export class SubmitForm extends HTMLElement {
  /** @type {Set<string>} */
  #confirmed = new Set();
  #place = el("div", { role: "status" });
  #form = el("form", { novalidate: true, onsubmit: this.#send.bind(this) },
    el("div.fields", FIELDS.slice(0, RULE).map(field)),
    el("details", el("summary", "More about you"), el("div.fields", FIELDS.slice(RULE + 1).map(field))),
    this.#place, el("button.main", "Make it"));

  constructor() {
    super();
    this.append(back(), el("h2", { tabindex: -1 }, "New program"), this.#form);
    // What was said last time need not be said again.
    const last = page.jobs.find((job) => job.kind === "generate")?.request ?? {};
    for (const name of REMEMBERED) this.#input(name).value = String(last[name] ?? "");
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`#f-${name}`));
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const values = FIELDS.filter((each) => each.length).map(([name, , kind]) => [name, this.#value(name, kind)]);
    const said = Object.fromEntries(values.filter(([, value]) => value.length !== 0));
    if (this.#confirmed.size) said.confirmed = [...this.#confirmed];
    this.#complain(await submit("generate", { user_id: page.access.userId, ...said }, this.#place));
  }

  /** @param {string} name @param {string} kind @returns {any} */
  #value(name, kind) {
    if (kind === "boxes") {
      return [...this.querySelectorAll(`#f-${name} :checked`)].map((box) => /** @type {HTMLInputElement} */ (box).value);
    }
    const text = this.#input(name).value.trim();
    if (kind === "list") return text.split(",").map((each) => each.trim()).filter(Boolean);
    return kind === "number" && text ? Number(text) : text;
  }

  /** @param {FieldError[]} errors */
  #complain(errors) {
    this.querySelectorAll(".wrong").forEach((place) => place.replaceChildren());
    this.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    for (const { code, field, say, accepted } of errors) {
      const place = this.querySelector(`#w-${CSS.escape(field)}`) ?? this.#place;
      place.closest("details")?.setAttribute("open", "");
      place.replaceChildren(`${say} `, code === "unconfirmed" ? this.#confirmation(field) : `(${accepted})`);
      this.#input(field)?.setAttribute("aria-invalid", "true");
    }
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus();
  }

  /** @param {string} name */
  #confirmation(name) {
    return button("It is right as it is", () => {
      this.#confirmed.add(name);
      this.#form.requestSubmit();
    });
  }
}

/** @param {string[]} of */
function field([name, said, kind]) {
  const wrong = el("p.wrong", { id: `w-${name}` });
  const input = inputOf(name, kind);
  if (kind === "boxes") return el("fieldset", { id: `f-${name}`, class: "wide" }, el("legend", said), input, wrong);
  return el("div", { class: kind === "number" || kind === "choice" ? "" : "wide" },
    el("label", { for: `f-${name}` }, said), input, wrong);
}

/** @param {string} name @param {string} kind @returns {HTMLElement[]} */
function inputOf(name, kind) {
  const { min, max, maxLength: maxlength, oneOf = [] } = BOUNDS[name] ?? {};
  const common = { id: `f-${name}`, "aria-describedby": `w-${name}`, autocomplete: "off" };
  if (kind === "boxes") {
    return oneOf.map((value) => el("label.box", el("input", { type: "checkbox", value }), WEEKDAYS[value] ?? label(value)));
  }
  if (kind === "choice") {
    return [el("select", common, el("option", { value: "" }), oneOf.map((value) => el("option", { value }, label(value))))];
  }
  if (kind === "number") {
    const step = /_(cm|kg)$/.test(name) ? "any" : 1;
    return [el("input", { ...common, type: "number", min, max, step, placeholder: `${min}–${max}` })];
  }
  if (kind !== "text") return [el("input", { ...common, maxlength })];
  const counter = el("span.small");
  const tell = () => counter.replaceChildren(`${text.value.length} of ${maxlength}`);
  const text = el("textarea", { ...common, rows: 2, maxlength, oninput: tell });
  tell();
  return [text, counter];
}

customElements.define("submit-form", SubmitForm);
