/** Elements made from data. Text is only ever text: nothing here reads markup. */

/** `el("p.quiet", { id: "told" }, "Done")`. What is false or nothing is left out; functions are listeners. @type {Build} */
export const el = (selector, ...parts) => {
	const [tag, className] = selector.split(".");
	const made = /** @type {any} */ (document.createElement(tag));
	if (className) made.className = className;
	for (const part of present(parts)) {
		if (typeof part !== "object" || part instanceof Node) made.append(part);
		else for (const [name, value] of Object.entries(part)) {
			if (typeof value === "function") made[name] = value;
			else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
		}
	}
	return made;
};

/** @type {Find} */
export const find = (selector, within = document) => /** @type {any} */ (within.querySelector(selector));

/** What is there stays, with its focus, and is made alike: else it were read out anew. @type {Fill} */
export const fill = (place, ...parts) => {
	/** @type {any[]} */
	const wanted = present(parts).map((part) => (part instanceof Node ? part : new Text(part)));
	wanted.forEach((next, index) => {
		const there = /** @type {any} */ (place.childNodes[index] ?? null);
		const known = next.id ? place.querySelector(`:scope > #${next.id}`) : there;
		const isKin = known !== next && known?.nodeName === next.nodeName && known.id === next.id;
		if (isKin) makeAlike(known, next);
		const kept = isKin ? known : next;
		if (kept !== there) place.insertBefore(kept, there);
	});
	while (place.childNodes.length > wanted.length) place.lastChild?.remove();
};

/** @param {any} old @param {any} next */
function makeAlike(old, next) {
	if (old.data !== next.data) old.data = next.data;
	if (old instanceof Text) return;
	for (const name of old.getAttributeNames()) if (!next.hasAttribute(name)) old.removeAttribute(name);
	for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
	old.onclick = next.onclick;
	fill(old, ...next.childNodes);
}

/** @param {readonly any[]} parts @returns {any[]} */
const present = (parts) => parts.flat(9).filter(Boolean);

/** An element of our own: it begins once it is in the page. @type {Define} */
export const define = (name, begin) => customElements.define(name, class extends HTMLElement {
	/** @type {View["update"]} */
	update;
	connectedCallback() { this.update ??= begin(this); }
});

/** @type {Button} */
export const button = (said, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, said);

/** @type {Line} */
export const line = (...parts) => el("p.line", ...parts);

export const head = (title = "") => [el("a.back", { href: "#" }, "← All jobs"), el("h2", { tabindex: -1, id: "title" }, title)];

/** Nothing, where there is nothing to say. @type {Card} */
export const card = (title, lines, kind = "") => lines?.length && el(`section.card ${kind}`, el("h3", title),
	lines.length > 1 ? el("ul", lines.map((line) => el("li", line))) : el("p", lines[0]));
