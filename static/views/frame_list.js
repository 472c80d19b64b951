/** The raw frames, for whoever wants to see what was said. */

import * as page from "../page.js";
import { el } from "./dom.js";

const details = /** @type {HTMLDetailsElement} */ (document.querySelector("#frames"));
const [filter] = details.getElementsByTagName("input");
const [pause] = details.getElementsByTagName("button");
const [list] = details.getElementsByTagName("ol");

function draw() {
	const wanted = filter.value.toLowerCase();
	const found = page.frames.filter((frame) => frame.toLowerCase().includes(wanted));
	list.replaceChildren(...found.map((frame) => el("li", frame)));
}

/** Shows what came, unless it is held. */
export function drawFrames() {
	if (details.open && pause.ariaPressed === "false" && list.firstChild?.textContent !== page.frames[0]) draw();
}

details.ontoggle = filter.oninput = draw;
pause.onclick = () => {
	pause.ariaPressed = String(pause.ariaPressed === "false");
	drawFrames();
};
