/** Elements made from data. Text is only ever text: nothing here reads markup. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes] functions are listeners; what is false, null or undefined is left out
 * @param {...Child} children likewise
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...present(children));
  return made;
}

/** @param {Child[]} children */
export const present = (children) => children.filter((child) => child || child === 0).map((child) => /** @type {Node} */ (child));

/** @param {string} said @param {() => unknown} onclick @param {object} [attributes] */
export const button = (said, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, said);

/** The way back, where there is no room for the list beside it. */
export const back = () => el("a", { class: "back", href: "#" }, "← All jobs");

/** Say something else, and only then: what is written anew is read out anew. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Nothing, where there is nothing to say. @param {string} title @param {readonly string[] | null | undefined} lines @param {string} [kind] */
export const card = (title, lines, kind = "") =>
  lines?.length
    ? el("section", { class: `card ${kind}` }, el("h3", {}, title),
      lines.length > 1 ? el("ul", {}, ...lines.map((line) => el("li", {}, line))) : el("p", {}, lines[0]))
    : null;
