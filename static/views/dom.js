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

/**
 * Makes what is in an element like what is to be in it. What is the same stays, with its focus: else it were read out anew.
 *
 * @param {Element} place
 * @param {...Child} parts
 */
export function fill(place, ...parts) {
  const wanted = present(parts).map((part) => (part instanceof Node ? part : new Text(part)));
  wanted.forEach((next, index) => {
    const there = place.childNodes[index] ?? null;
    if (next === there) return;
    const id = next instanceof Element ? next.id : "";
    const known = id ? document.getElementById(id) : there;
    const isAlike = known?.parentNode === place && known.nodeName === next.nodeName && id === (known instanceof Element ? known.id : "");
    const kept = isAlike ? alike(known, next) : next;
    if (kept !== there) place.insertBefore(kept, there);
  });
  while (place.childNodes.length > wanted.length) place.lastChild?.remove();
}

/** @param {Node} old @param {Node} next */
function alike(old, next) {
  if (!(old instanceof HTMLElement && next instanceof HTMLElement)) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return old;
  }
  for (const name of old.getAttributeNames()) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  old.onclick = next.onclick;
  fill(old, ...next.childNodes);
  return old;
}

/** @param {readonly any[]} parts */
const present = (parts) => parts.flat(9).filter((part) => part || part === 0);

/** @param {string} said @param {() => unknown} onclick @param {Attributes} [attributes] */
export const button = (said, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, said);

/** The way back, where there is no room for the list beside it. */
export const back = () => el("a.back", { href: "#" }, "← All jobs");

/** Nothing, where there is nothing to say. @param {string} title @param {readonly string[] | null | undefined} lines @param {string} [kind] */
export const card = (title, lines, kind = "") => lines?.length && el(`section.card ${kind}`, el("h3", title),
  lines.length > 1 ? el("ul", lines.map((line) => el("li", line))) : el("p", lines[0]));
