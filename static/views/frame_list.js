/** The raw frames, for whoever wants to see what was said. */

import * as page from "../page.js";
import { el, find } from "./dom.js";

const details = find("details#frames");
const filter = find("input", details);
const pause = find("button", details);
const list = find("ol", details);

function draw() {
	const wanted = filter.value.toLowerCase();
	const found = page.frames.filter((frame) => frame.toLowerCase().includes(wanted));
	list.replaceChildren(...found.map((frame) => el("li", frame)));
}

export function drawFrames() {
	if (details.open && pause.ariaPressed === "false" && list.firstChild?.textContent !== page.frames[0]) draw();
}

details.ontoggle = filter.oninput = draw;
pause.onclick = () => {
	pause.ariaPressed = String(pause.ariaPressed === "false");
	drawFrames();
};
