/** The last frames, as they were sent and received; tokens are not kept. */

const MOST = 500;

export class FrameLog extends EventTarget {
  /** @type {LogEntry[]} */
  entries = [];

  /** @param {object} frame @param {boolean} isOurs */
  add(frame, isOurs) {
    const text = JSON.stringify(frame, (name, value) => (name === "token" ? "…" : value));
    this.entries.push({ at: Date.now(), isOurs, text });
    if (this.entries.length > MOST) this.entries.shift();
    this.dispatchEvent(new Event("change"));
  }
}
