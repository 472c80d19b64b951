/** Whose jobs? Shown where nobody said it: without a link that does. */

import { uuidOf } from "../logic/address.js";
import { age, titleOf } from "../logic/words.js";
import { button, el } from "./dom.js";

const RECENT = 5;

export class WelcomeView extends HTMLElement {
  #recent = el("ul");
  #drawn = "";

  /** @param {Page} page */
  constructor(page) {
    super();
    this.page = page;
    const input = el("input", { id: "user", autocomplete: "off", spellcheck: "false", "aria-describedby": "user-wrong" });
    const wrong = el("p", { class: "wrong", id: "user-wrong", role: "alert" });
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const id = uuidOf(input.value);
      if (id) page.become(id);
      else wrong.textContent = "That is no UUID of 36 characters.";
    };
    this.append(el("h2", { tabindex: -1 }, "Whose programs?"),
      el("p", {}, "A link that ", el("code", {}, "repcast page"), " prints says it. Without one, choose:"), this.#recent,
      el("form", { class: "card", onsubmit, novalidate: true }, el("label", { for: "user" }, "A user’s id"), input, wrong,
        el("button", {}, "Show their jobs")),
      button("Begin as a new user", () => page.become(crypto.randomUUID()), { class: "main" }));
  }

  /** Users of this machine whose jobs are the latest. @param {Job[]} jobs newest first @param {number} now */
  update(jobs, now) {
    const latest = new Map([...jobs].reverse().map((job) => [job.user_id, job]));
    const shown = [...latest].reverse().slice(0, RECENT);
    if (this.#drawn === shown.join()) return;
    this.#drawn = shown.join();
    this.#recent.replaceChildren(...shown.map(([id, job]) => el("li", {},
      button(`${id.slice(0, 8)}…`, () => this.page.become(id)), ` ${titleOf(job)}, ${age(now - Date.parse(job.created_at))}`)));
  }
}

customElements.define("welcome-view", WelcomeView);
