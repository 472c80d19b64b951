/** Light, dark, or as the device has it; kept for the next visit. */

import { label } from "../logic/words.js";
import { el } from "./dom.js";

const THEMES = ["system", "light", "dark"];

customElements.define("theme-switch", class extends HTMLElement {
  connectedCallback() {
    const select = el("select", { "aria-label": "Theme", onchange: () => choose(select.value) },
      THEMES.map((value) => el("option", { value, selected: value === localStorage.theme }, label(value))));
    choose(select.value);
    this.append(select);
  }
});

function choose(theme = "") {
  document.documentElement.dataset.theme = localStorage.theme = theme;
}
