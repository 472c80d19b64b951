/** Requests and their answers. What has no answer when a connection ends is said again on the next one. */

export class Requests {
	/** @type {Map<string, Pending>} */
	#pending = new Map();
	#count = 0;

	/** @param {(frame: object) => void} send */
	constructor(send) {
		this.send = send;
	}

	nextId() {
		return `page-${++this.#count}`;
	}

	/** Resolves to the reply, or rejects with the error frame. @param {object} request without `id` @returns {Promise<any>} */
	ask(request) {
		const id = this.nextId();
		const frame = { ...request, id };
		this.send(frame);
		return new Promise((resolve, reject) => this.#pending.set(id, { frame, resolve, reject }));
	}

	again() {
		for (const { frame } of this.#pending.values()) this.send(frame);
	}

	/** @param {ServerFrame} frame */
	received(frame) {
		const id = ("id" in frame && frame.id) || "";
		const pending = this.#pending.get(id);
		const isNo = frame.type === "error";
		if (!pending || (isNo && this.#isPutOff(frame, pending.frame))) return;
		this.#pending.delete(id);
		if (isNo) pending.reject(frame);
		else pending.resolve(frame);
	}

	/** Then the next server is asked, or this one when it says so. Whoever submits is told. @param {Refusal} refusal @param {object} request */
	#isPutOff({ code, retry_after_s }, request) {
		const isToWait = code === "rate_limited" && !("kind" in request);
		if (isToWait) setTimeout(() => this.send(request), (retry_after_s ?? 1) * 1000);
		return isToWait || code === "draining";
	}
}
