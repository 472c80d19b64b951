/** A finished program: to read, to print, to take along, to have changed. */

import { many, words } from "../logic/words.js";
import { download, pictureOf, programOf } from "../api.js";
import { back, button, card, el, fill } from "./dom.js";
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
  name = "Program";
  #weeks = new WeeksView();
  #paper = el("div.paper");
  #trouble = el("p.wrong", { role: "status" });

  /** @param {string} id */
  constructor(id) {
    super();
    this.id = id;
    this.#load();
  }

  async #load() {
    const waiting = setTimeout(() => this.replaceChildren("Loading…"), PATIENCE_MS);
    try {
      const stored = await programOf(this.id);
      this.name = stored.name;
      fill(this, this.#parts(stored));
      this.#weeks.update(stored.document.weeks, stored.document.weeks.length);
    } catch (error) {
      fill(this, back(), el("h2", { tabindex: -1 }, "This program cannot be shown"),
        el("p", /** @type {Error} */ (error).message), button("Try again", () => this.#load()));
    }
    clearTimeout(waiting);
    this.querySelector("h2")?.focus();
  }

  /** @param {Stored} stored */
  #parts({ id, user_id, parent_id, document: program }) {
    const { safety, provider } = program;
    const { status, notices, stop_signs } = safety;
    const about = [many(program.weeks.length, "week"), words(program.goal_category), program.fitness_level, program.split,
      `by ${provider.model ?? provider.name}`];
    const help = stop_signs.length ? [`Stop, and get help, at: ${stop_signs.join(", ")}.`] : [];
    return [
      back(),
      el("h2", { tabindex: -1 }, program.name),
      el("p.quiet", about.join(" · ")),
      el("p", program.description),
      card("What is different", program.changes),
      parent_id && el("p.screen", el("a", { href: `#program=${parent_id}` }, "What it was made of")),
      card(SAFETY[status], [...notices, ...help], status === "clear" ? "" : "warn"),
      this.#tools(id, program.weeks),
      this.#weeks, this.#paper,
      this.#picture(id),
      card("How it gets harder", program.progression_rules.map(({ name, rule, on_failure }) => `${name}: ${rule} ${on_failure}`)),
      card("What was assumed", program.assumptions),
      card("What to know", program.warnings),
      this.#change(id, user_id),
    ];
  }

  /** @param {string} id @param {Week[]} weeks */
  #tools(id, weeks) {
    const files = Object.entries(FORMS).map(([form, said]) => button(said, () =>
      download(id, form).catch((error) => this.#trouble.replaceChildren(error.message))));
    return el("div.screen",
      el("p.line", { role: "group", "aria-label": "Print" },
        button("Print this week", () => this.#print(weeks.filter((week) => week === this.#weeks.shown))),
        button("Print all weeks", () => this.#print(weeks))),
      el("p.line", { role: "group", "aria-label": "Download" }, files), this.#trouble);
  }

  /** @param {Week[]} weeks */
  #print(weeks) {
    this.#paper.replaceChildren(...weeks.map((week) => el("section", ...weekOf(week))));
    addEventListener("afterprint", () => this.#paper.replaceChildren(), { once: true });
    print();
  }

  /** What is in an image runs nothing, whatever it is. @param {string} id */
  #picture(id) {
    const image = el("img", { alt: "" });
    const figure = el("figure", { tabindex: 0, "aria-label": "Sets of each muscle and effort, by week" }, image);
    pictureOf(id).then((markup) => {
      image.alt = /<desc[^>]*>([^<]*)</.exec(markup)?.[1] ?? "";
      image.src = `data:image/svg+xml,${encodeURIComponent(markup)}`;
    }, (error) => figure.replaceChildren(error.message));
    return figure;
  }

  /** @param {string} program_id @param {string} user_id */
  #change(program_id, user_id) {
    const text = el("textarea", { id: "change", rows: 2, maxlength: 500, "aria-describedby": "change-wrong" });
    const wrong = el("p", { id: "change-wrong", class: "wrong", role: "alert" });
    const place = el("div", { role: "status" });
    const onsubmit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const errors = await submit("revise", { program_id, user_id, change_request: text.value }, place);
      wrong.textContent = errors.map((error) => error.say).join(" ");
      text.setAttribute("aria-invalid", String(errors.length > 0));
    };
    return el("form.card screen", { onsubmit, novalidate: true }, el("h3", "Change it"),
      el("label", { for: "change" }, "What shall be different? “Only three days now”, “no barbell”, “my knee hurts”."),
      text, wrong, place, el("button.main", "Have it changed"));
  }
}

customElements.define("program-view", ProgramView);
