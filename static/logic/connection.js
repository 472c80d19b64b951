/** One socket that comes back for as long as that makes sense, and says at every moment how it is. */

import { Backoff } from "./backoff.js";
import { ABNORMAL, closedBecause, mayReconnect, UNAUTHORIZED } from "./close_codes.js";

const OPENING_S = 10;
const SLACK_S = 5;
/** The device says that its network is gone; a server on this same device answers all the same. */
const PROBE_S = 0.9;
const PROBE_AFTER_SLEEP_S = 5;

export class Connection {
  /** @type {LinkState} */
  state = { name: "connecting", lostAt: Date.now(), retryAt: 0, trouble: "" };
  /** @type {WebSocket | undefined} */
  #socket;
  #backoff = new Backoff();
  #openedAt = 0;
  #silenceS = OPENING_S;
  #timers = { silence: 0, probe: 0, retry: 0 };

  /** @param {LinkUses} uses */
  constructor(uses) {
    this.uses = uses;
    addEventListener("offline", () => this.#probe(PROBE_S));
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.#probe(PROBE_AFTER_SLEEP_S));
  }

  /** Connect at once; whatever connection there is gives way. */
  now() {
    this.#drop();
    this.#openedAt = 0;
    this.#silenceS = OPENING_S;
    this.#become({ name: "connecting", lostAt: this.state.lostAt ?? Date.now() });
    const socket = (this.#socket = new WebSocket("/ws", "repcast.v1"));
    socket.onopen = () => this.#say(this.uses.hello());
    socket.onmessage = ({ data }) => this.#heard(JSON.parse(data));
    socket.onclose = (event) => this.#lost(event.code, closedBecause(event));
    this.#await();
  }

  /** A cut in the middle is no loss: what has no answer is said again. @param {object} frame */
  send(frame) {
    if (this.state.name === "live") this.#say(frame);
  }

  /** @param {object} frame */
  #say(frame) {
    this.#socket?.send(JSON.stringify(frame));
    this.uses.sent(frame);
  }

  /** @param {ServerFrame} frame */
  #heard(frame) {
    clearTimeout(this.#timers.probe);
    if (frame.type === "welcome") {
      this.#openedAt = Date.now();
      this.#silenceS = 2 * frame.heartbeat_s + SLACK_S;
      this.#become({ name: "live", lostAt: null, trouble: "" });
    }
    this.#await();
    this.uses.received(frame);
  }

  #await() {
    this.#set("silence", this.#silenceS, () => this.#lost(ABNORMAL, "nothing was heard for too long"));
  }

  #probe(patienceS = 0) {
    if (this.state.name === "waiting") this.now();
    this.send({ type: "ping" });
    this.#set("probe", patienceS, () => this.state.name === "live" && this.#lost(ABNORMAL, "the server does not answer"));
  }

  #lost(code = 0, trouble = "") {
    this.#drop();
    const lostAt = this.state.lostAt ?? Date.now();
    if (code === UNAUTHORIZED && this.uses.refused()) return this.now();
    if (!mayReconnect(code)) return this.#become({ name: "ended", lostAt, trouble });
    const waitS = this.#backoff.failed(this.#openedAt && (Date.now() - this.#openedAt) / 1000);
    this.#set("retry", waitS, () => this.now());
    this.#become({ name: "waiting", lostAt, trouble, retryAt: Date.now() + waitS * 1000 });
  }

  /** @param {"silence" | "probe" | "retry"} name @param {number} s @param {() => void} then */
  #set(name, s, then) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(then, s * 1000);
  }

  /** A socket that is half open takes minutes to say that it is closed: it is not listened to any more. */
  #drop() {
    Object.values(this.#timers).forEach(clearTimeout);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {Partial<LinkState>} next */
  #become(next) {
    this.state = { ...this.state, ...next };
    this.uses.changed();
  }
}
