/** Whose jobs? Shown where nobody said it: without a link that does. */

import { uuidOf } from "../logic/address.js";
import { age, titleOf } from "../logic/words.js";
import { page } from "../page.js";
import { button, el, fill } from "./dom.js";

const RECENT = 5;

export class WelcomeView extends HTMLElement {
  #recent = el("ul");
  #user = el("input", { id: "user", autocomplete: "off", spellcheck: "false", "aria-describedby": "user-wrong" });
  #wrong = el("p.wrong", { id: "user-wrong", role: "alert" });

  connectedCallback() {
    fill(this, el("h2", { tabindex: -1 }, "Whose programs?"),
      el("p", "A link that ", el("code", "repcast page"), " prints says it. Without one, choose:"), this.#recent,
      el("form.card", { onsubmit: (event) => this.#chosen(event), novalidate: true }, el("label", { for: "user" }, "A user’s id"),
        this.#user, this.#wrong, el("button", "Show their jobs")),
      button("Begin as a new user", () => page.become(crypto.randomUUID()), { class: "main" }));
  }

  /** @param {SubmitEvent} event */
  #chosen(event) {
    event.preventDefault();
    const id = uuidOf(this.#user.value);
    if (id) page.become(id);
    else this.#wrong.textContent = "That is no UUID of 36 characters.";
  }

  /** Users of this machine whose jobs are the latest. */
  update() {
    const latest = Map.groupBy(page.feeds.newest, (job) => job.user_id);
    fill(this.#recent, [...latest].slice(0, RECENT).map(([id, [job]]) => el("li",
      button(`${id.slice(0, 8)}…`, () => page.become(id)), ` ${titleOf(job)}, ${age(page.now - Date.parse(job.created_at))}`)));
  }
}

customElements.define("welcome-view", WelcomeView);
