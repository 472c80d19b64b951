/** The raw frames, for whoever wants to see what was said. */

import { page } from "../page.js";
import { button, el } from "./dom.js";

export class FrameList extends HTMLElement {
  #list = el("ol.frames", { tabindex: 0, "aria-label": "Frames" });
  #filter = el("input", { type: "search", id: "frame-filter", oninput: () => this.#draw() });
  #pause = button("Pause", () => this.#toggle(), { "aria-pressed": "false" });
  #details = el("details", { ontoggle: () => this.#draw() }, el("summary", "Raw frames"),
    el("div.line", el("label", { for: "frame-filter" }, "Only with"), this.#filter, this.#pause), this.#list);

  connectedCallback() {
    this.append(this.#details);
  }

  update() {
    if (this.#details.open && this.#pause.ariaPressed === "false" && this.#list.firstChild?.textContent !== page.frames[0]) this.#draw();
  }

  #toggle() {
    this.#pause.ariaPressed = String(this.#pause.ariaPressed === "false");
    this.update();
  }

  #draw() {
    const wanted = this.#filter.value.toLowerCase();
    const found = page.frames.filter((frame) => frame.toLowerCase().includes(wanted));
    this.#list.replaceChildren(...found.map((frame) => el("li", frame)));
  }
}

customElements.define("frame-list", FrameList);
