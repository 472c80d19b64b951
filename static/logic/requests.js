/** Requests. What has no answer when a connection ends is said again on the next one. */

import { send } from "./connection.js";

/** @type {Map<string, Pending>} */
const pending = new Map();
let count = 0;

export const nextId = () => `page-${++count}`;

/** Resolves to the reply, or rejects with the error frame. @returns {Promise<any>} */
export function ask(request = {}) {
	const id = nextId();
	const frame = { ...request, id };
	send(frame);
	return new Promise((resolve, reject) => pending.set(id, { frame, resolve, reject }));
}

export const again = () => pending.forEach(({ frame }) => send(frame));

/** @param {ServerFrame} frame */
export function received(frame) {
	const id = ("id" in frame && frame.id) || "";
	const asked = pending.get(id);
	const isNo = frame.type === "error";
	if (!asked || (isNo && isPutOff(frame, asked.frame))) return;
	pending.delete(id);
	if (isNo) asked.reject(frame);
	else asked.resolve(frame);
}

/** Then the next server is asked, or this one later. Whoever submits is told. @param {Refusal} refusal */
function isPutOff({ code, retry_after_s }, request = {}) {
	const isToWait = code === "rate_limited" && !("kind" in request);
	if (isToWait) setTimeout(send, (retry_after_s ?? 1) * 1000, request);
	return isToWait || code === "draining";
}
