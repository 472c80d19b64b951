/** Requests and their answers. What has no answer when a connection ends is said again on the next one. */

/** The server said no. */
export class Refused extends Error {
  /** @param {Refusal} error its frame */
  constructor(error) {
    super(error.message);
    this.error = error;
  }
}

export class Requests {
  /** @type {Map<string, {frame: object, resolve: (reply: any) => void, reject: (refused: Refused) => void}>} */
  #pending = new Map();
  #count = 0;

  /** @param {(frame: object) => void} send */
  constructor(send) {
    this.send = send;
  }

  nextId() {
    return `page-${++this.#count}`;
  }

  /** @param {object} request without `id` @returns {Promise<any>} the reply */
  ask(request) {
    const id = this.nextId();
    const frame = { ...request, id };
    this.send(frame);
    return new Promise((resolve, reject) => this.#pending.set(id, { frame, resolve, reject }));
  }

  /** Say again what has no answer. */
  again() {
    for (const { frame } of this.#pending.values()) this.send(frame);
  }

  /** @param {ServerFrame} frame */
  received(frame) {
    const id = ("id" in frame && frame.id) || "";
    const pending = this.#pending.get(id);
    // A server that goes down refuses, and the next one is asked.
    if (!pending || (frame.type === "error" && frame.code === "draining")) return;
    this.#pending.delete(id);
    if (frame.type === "error") pending.reject(new Refused(frame));
    else pending.resolve(frame);
  }
}
