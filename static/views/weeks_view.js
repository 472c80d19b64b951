/** Weeks as tabs that fill in as they come, and the tables of the chosen one. */

import { amount, load } from "../logic/phrases.js";
import { label, listed, many, time } from "../logic/words.js";
import { el, fill, find } from "./dom.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export function weeksView() {
	const tabs = el("div.tabs", { role: "tablist", "aria-label": "Weeks", onkeydown: move });
	const panel = el("div", { role: "tabpanel", tabindex: 0, id: "week" });
	/** Those that are there, by their index. @type {Week[]} */
	let weeks = [];
	let total = 0;
	/** @type {Week | undefined} */
	let shown;

	/** @param {Week[]} there @param {number} toBe */
	function update(there, toBe) {
		if (weeks === there && total === toBe) return;
		[weeks, total] = [there, toBe];
		show(weeks.find(({ index }) => index === shown?.index) ?? weeks[0]);
	}

	/** @param {Week} [week] */
	function show(week) {
		const length = Math.max(total, weeks.at(-1)?.index ?? 0);
		const there = new Map(weeks.map((each) => [each.index, each]));
		fill(tabs, Array.from({ length }, (_, place) => tab(place + 1, week?.index ?? 1, there.get(place + 1))));
		panel.hidden = !week;
		if (week && week !== shown) {
			panel.setAttribute("aria-labelledby", `week-${week.index}`);
			panel.replaceChildren(...weekOf(week));
		}
		shown = week;
	}

	/** @type {Tab} */
	const tab = (index, chosen, week) => el("button", {
		type: "button", role: "tab", id: `week-${index}`, "aria-controls": "week", "aria-disabled": `${!week}`,
		"aria-selected": `${!!week && index === chosen}`, tabindex: index === chosen ? 0 : -1, onclick: () => week && show(week),
	},
		el("span.title", `Week ${index}`),
		el("span.small", week ? week.block + (week.is_deload ? " · lighter" : "") : "to come"),
		week && el("span.small", many(week.sessions.length, "session"),
			`, ${week.sessions.reduce((sum, { est_minutes }) => sum + est_minutes, 0)}\xa0min`));

	/** @param {KeyboardEvent} event */
	function move(event) {
		const step = STEPS[event.key];
		if (!step || !shown) return;
		event.preventDefault();
		show(weeks[Math.min(weeks.length - 1, Math.max(0, weeks.indexOf(shown) + step))]);
		find("[aria-selected=true]", tabs).focus();
	}

	return Object.assign(el("weeks-view", tabs, panel), { update, shown: () => shown });
}

/** @param {Week} week */
export const weekOf = ({ index, block, is_deload, sessions }) => [
	el("h3", `Week ${index}: ${block}`, is_deload && " (lighter, to recover)"),
	...sessions.map(({ weekday, day_index, name, est_minutes, warmup, items, cooldown }) => el("section.card",
		el("h4", el("span.paper", `Week ${index}, `), weekday ? label(weekday) : `Day ${day_index}`, `: ${name}`,
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

/** @type {Prep} */
const prep = (name, list) => list.length > 0 && el("p.small", `${name}: ${list.map((each) => `${each.name} ${time(each.duration_s)}`).join(", ")}.`);
