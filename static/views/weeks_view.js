/** Weeks as tabs that fill in as they come, and the sessions of the chosen one as tables to take to the gym. */

import { amount, load } from "../logic/phrases.js";
import { label, listed, many, time } from "../logic/words.js";
import { el, fill } from "./dom.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export class WeeksView extends HTMLElement {
	/** Those that are there, by their index. @type {Week[]} */
	#weeks = [];
	#total = 0;
	/** @type {Week | undefined} */
	shown;
	#tabs = el("div.tabs", { role: "tablist", "aria-label": "Weeks", onkeydown: (event) => this.#move(event) });
	#panel = el("div", { role: "tabpanel", tabindex: 0, id: "week" });

	connectedCallback() {
		this.append(this.#tabs, this.#panel);
	}

	/** @param {Week[]} weeks @param {number} total how many are to be there */
	update(weeks, total) {
		if (weeks === this.#weeks && total === this.#total) return;
		this.#weeks = weeks;
		this.#total = total;
		this.#show(weeks.find(({ index }) => index === this.shown?.index) ?? weeks[0]);
	}

	/** @param {Week | undefined} week */
	#show(week) {
		/** @type {(Week | undefined)[]} */
		const places = Array(Math.max(this.#total, this.#weeks.at(-1)?.index ?? 0)).fill(undefined);
		for (const each of this.#weeks) places[each.index - 1] = each;
		fill(this.#tabs, places.map((each, place) => this.#tab(each, place + 1, (week?.index ?? 1) === place + 1)));
		this.#panel.hidden = !week;
		if (week && week !== this.shown) {
			this.#panel.setAttribute("aria-labelledby", `week-${week.index}`);
			this.#panel.replaceChildren(...weekOf(week));
		}
		this.shown = week;
	}

	/** @param {Week | undefined} week */
	#tab(week, index = 0, isShown = false) {
		return el("button", {
			type: "button", onclick: () => week && this.#show(week), role: "tab", id: `week-${index}`, "aria-controls": "week",
			"aria-disabled": `${!week}`, "aria-selected": `${isShown && !!week}`, tabindex: isShown ? 0 : -1,
		},
			el("span.title", `Week ${index}`),
			el("span.small", week ? week.block + (week.is_deload ? " · lighter" : "") : "to come"),
			week && el("span.small", many(week.sessions.length, "session"),
				`, ${week.sessions.reduce((sum, { est_minutes }) => sum + est_minutes, 0)}\xa0min`));
	}

	/** @param {KeyboardEvent} event */
	#move(event) {
		const step = STEPS[event.key];
		if (!step || !this.shown) return;
		event.preventDefault();
		const place = this.#weeks.indexOf(this.shown) + step;
		this.#show(this.#weeks[Math.min(this.#weeks.length - 1, Math.max(0, place))]);
		/** @type {HTMLElement | null} */ (this.querySelector("[aria-selected=true]"))?.focus();
	}
}

/** @param {Week} week */
export const weekOf = ({ index, block, is_deload, sessions }) => [
	el("h3", `Week ${index}: ${block}`, is_deload && " (lighter, to recover)"),
	...sessions.map(({ weekday, day_index, name, est_minutes, warmup, items, cooldown }) => el("section.card",
		el("h4", el("span.paper", `Week ${index}, `), `${weekday ? label(weekday) : `Day ${day_index}`}: ${name}`,
			el("span.quiet", ` about ${est_minutes} min`)),
		prep("Warm-up", warmup),
		el("table",
			el("thead", el("tr", ["Exercise", "Sets × reps", "Load and effort", "Rest", "Cue"].map((head) => el("th", { scope: "col" }, head)),
				el("th.paper", { scope: "col" }, "Done"))),
			el("tbody", items.map(row))),
		prep("Cool-down", cooldown))),
];

/** @param {Item} item */
function row(item) {
	const { superset_group = "", rest_s = 0, sets = 1 } = item.kind === "strength" ? item : {};
	return el("tr",
		el("th", { scope: "row" }, superset_group && el("span.group", superset_group), item.name),
		el("td.amount", amount(item)),
		el("td", load(item)),
		el("td.rest", rest_s > 0 && time(rest_s)),
		el("td.cue", listed(" ", item.cue, item.note)),
		el("td.paper", "☐ ".repeat(sets)));
}

/** @param {string} name @param {Session["warmup"]} list */
const prep = (name, list) => list.length > 0 && el("p.small", `${name}: ${list.map((each) => `${each.name} ${time(each.duration_s)}`).join(", ")}.`);

customElements.define("weeks-view", WeeksView);
