/** Weeks as tabs that fill in as they come, and the sessions of the chosen one as tables to take to the gym. */

import { amount, load, time } from "../logic/phrases.js";
import { many, WEEKDAYS } from "../logic/words.js";
import { el } from "./dom.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export class WeeksView extends HTMLElement {
  /** @type {Week[]} */
  #weeks = [];
  /** @type {Week | undefined} */
  shown;
  /** @type {Map<number, {tab: HTMLElement, week: Week | undefined}>} */
  #tabs = new Map();
  #row = el("div", { role: "tablist", "aria-label": "Weeks", class: "tabs", onkeydown: this.#moved.bind(this) });
  #panel = el("div", { role: "tabpanel", tabindex: 0, id: "week" });

  /** @param {Week[]} weeks those that are there, by their index @param {number} total how many are to be there */
  update(weeks, total) {
    if (!this.firstChild) this.append(this.#row, this.#panel);
    const last = Math.max(total, weeks.at(-1)?.index ?? 0);
    if (weeks === this.#weeks && last === this.#tabs.size) return;
    this.#weeks = weeks;
    for (const [index, { tab }] of this.#tabs) {
      if (index <= last) continue;
      tab.remove();
      this.#tabs.delete(index);
    }
    for (let index = 1; index <= last; index++) {
      const week = weeks.find((each) => each.index === index);
      const known = this.#tabs.get(index);
      if (known && known.week === week) continue;
      const tab = this.#tab(index, week);
      if (known) known.tab.replaceWith(tab);
      else this.#row.append(tab);
      this.#tabs.set(index, { tab, week });
    }
    this.#show(weeks.find((week) => week.index === this.shown?.index) ?? weeks[0]);
  }

  /** @param {number} index @param {Week | undefined} week */
  #tab(index, week) {
    const minutes = week?.sessions.reduce((sum, session) => sum + session.est_minutes, 0);
    return el("button", {
      type: "button", role: "tab", id: `week-${index}`, "aria-controls": "week", "aria-disabled": String(!week),
      onclick: () => week && this.#show(week),
    },
      el("span", { class: "title" }, `Week ${index}`),
      el("span", { class: "small" }, week ? `${week.block}${week.is_deload ? " · lighter" : ""}` : "to come"),
      week && el("span", { class: "small" }, `${many(week.sessions.length, "session")}, ${minutes} min`));
  }

  /** @param {Week | undefined} week */
  #show(week) {
    for (const [index, { tab }] of this.#tabs) {
      tab.setAttribute("aria-selected", String(index === week?.index));
      tab.tabIndex = index === (week?.index ?? 1) ? 0 : -1;
    }
    this.#panel.hidden = !week;
    if (week && week !== this.shown) {
      this.#panel.setAttribute("aria-labelledby", `week-${week.index}`);
      this.#panel.replaceChildren(...weekOf(week));
    }
    this.shown = week;
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const step = STEPS[event.key];
    if (!step || !this.shown) return;
    event.preventDefault();
    const place = this.#weeks.indexOf(this.shown) + step;
    this.#show(this.#weeks[Math.min(this.#weeks.length - 1, Math.max(0, place))]);
    this.#tabs.get(this.shown.index)?.tab.focus();
  }
}

/** @param {Week} week */
export const weekOf = (week) => [
  el("h3", {}, `Week ${week.index}: ${week.block}${week.is_deload ? " (lighter, to recover)" : ""}`),
  ...week.sessions.map(session),
];

/** @param {Session} of */
function session(of) {
  const day = of.weekday ? WEEKDAYS[of.weekday] : `Day ${of.day_index}`;
  const heads = ["Exercise", "Sets × reps", "Load and effort", "Rest", "Cue"].map((name) => el("th", { scope: "col" }, name));
  return el("section", { class: "card" },
    el("h4", {}, `${day}: ${of.name}`, el("span", { class: "quiet" }, ` about ${of.est_minutes} min`)),
    prep("Warm-up", of.warmup),
    el("table", {},
      el("thead", {}, el("tr", {}, ...heads, el("th", { scope: "col", class: "paper" }, "Done"))),
      el("tbody", {}, ...of.items.map(line))),
    prep("Cool-down", of.cooldown));
}

/** @param {Item} item */
function line(item) {
  const { superset_group: group = "", rest_s = 0, sets = 1 } = item.kind === "strength" ? item : {};
  return el("tr", {},
    el("th", { scope: "row" }, group && el("span", { class: "group" }, group), item.name),
    el("td", { class: "amount" }, amount(item)),
    el("td", {}, load(item)),
    el("td", { class: "rest" }, rest_s > 0 && time(rest_s)),
    el("td", { class: "cue" }, [item.cue, item.note].filter(Boolean).join(" ")),
    el("td", { class: "paper" }, "☐ ".repeat(sets)));
}

/** @param {string} name @param {Session["warmup"]} list */
const prep = (name, list) => list.length > 0
  && el("p", { class: "small" }, `${name}: ${list.map((each) => `${each.name} ${time(each.duration_s)}`).join(", ")}.`);

customElements.define("weeks-view", WeeksView);
