/** How the connection is: a word that is always there, and a banner where it matters to what is shown. */

import { clock, duration } from "../logic/words.js";
import { button, el, setText } from "./dom.js";

const URGENT_AFTER_MS = 60_000;

export class LinkPill extends HTMLElement {
  #word = el("span", { role: "status" });
  // Counted aloud it would drown everything else.
  #wait = el("span", { "aria-hidden": "true" });

  connectedCallback() {
    this.replaceChildren(this.#word, this.#wait);
  }

  /** @param {LinkState} state */
  update(state) {
    const word = wordOf(state);
    this.dataset.link = word.toLowerCase();
    this.title = state.trouble;
    setText(this.#word, word);
    const waitS = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
    setText(this.#wait, word === "Reconnecting" && state.name === "waiting" ? ` in ${waitS} s` : "");
  }
}

export class LinkBanner extends HTMLElement {
  #text = el("p");

  connectedCallback() {
    this.replaceChildren(this.#text, button("Connect now", () => this.dispatchEvent(new Event("retry"))));
  }

  /** @param {LinkState} state @param {boolean} isAwaited something that is shown is not finished */
  update({ name, lostAt, trouble }, isAwaited) {
    const lostMs = lostAt ? Date.now() - lostAt : 0;
    const isUrgent = name === "ended" || lostMs >= URGENT_AFTER_MS;
    this.hidden = name !== "ended" && !(isAwaited && trouble);
    this.classList.toggle("urgent", isUrgent);
    if (this.hidden) return;
    const what = name === "ended" ? "Offline" : isUrgent ? `Not connected for ${duration(lostMs)}. Last error` : "Not connected";
    setText(this.#text, `${what}: ${trouble}. What you see is as of ${clock(lostAt ?? Date.now())}.`);
  }
}

/** @param {LinkState} state */
export function wordOf({ name, trouble }) {
  if (name === "live") return "Live";
  if (name === "ended" || !navigator.onLine) return "Offline";
  return trouble ? "Reconnecting" : "Connecting";
}

customElements.define("link-pill", LinkPill);
customElements.define("link-banner", LinkBanner);
