/** The raw frames, for whoever wants to see what was said. */

import { clock } from "../logic/words.js";
import { button, el } from "./dom.js";

export class FrameList extends HTMLElement {
  #list = el("ol", { class: "frames", tabindex: 0, "aria-label": "Frames" });
  #filter = el("input", { type: "search", id: "frame-filter", oninput: () => this.#draw() });
  #pause = button("Pause", () => this.#toggle(), { "aria-pressed": "false" });
  #details = el("details", { ontoggle: () => this.#draw() }, el("summary", {}, "Raw frames"),
    el("div", { class: "line" }, el("label", { for: "frame-filter" }, "Only with"), this.#filter, this.#pause), this.#list);
  #isPaused = false;
  #isDue = false;

  /** @param {import("../logic/frame_log.js").FrameLog} log */
  follow(log) {
    this.log = log;
    this.append(this.#details);
    log.addEventListener("change", () => this.#drawSoon());
  }

  #toggle() {
    this.#isPaused = !this.#isPaused;
    this.#pause.setAttribute("aria-pressed", String(this.#isPaused));
    this.#drawSoon();
  }

  #drawSoon() {
    if (this.#isDue || this.#isPaused || !this.#details.open) return;
    this.#isDue = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#isDue = false;
    const wanted = this.#filter.value.toLowerCase();
    const found = this.log?.entries.filter(({ text }) => text.toLowerCase().includes(wanted)) ?? [];
    this.#list.replaceChildren(...found.reverse().map(({ at, isOurs, text }) =>
      el("li", {}, `${clock(at)} ${isOurs ? ">" : "<"} ${text}`)));
  }
}

customElements.define("frame-list", FrameList);
