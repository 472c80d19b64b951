/** One socket, which comes back for as long as that makes sense. */

import { Backoff } from "./backoff.js";

const OPENING_S = 10;
const SLACK_S = 5;
/** A server on this same device answers also when the network is gone. */
const PROBE_S = 0.9;
const PROBE_AFTER_SLEEP_S = 5;

/** What the end of a socket means: the range of its code is the verdict (schemas/close_codes.py). */
const mayReconnect = (code = 0) => (code >= 4000 && code < 4500) || [1001, ABNORMAL, 1011, 1012, 1013].includes(code);
const ABNORMAL = 1006;
const UNAUTHORIZED = 4501;
const FORBIDDEN = 4503;

/** @type {LinkState} */
export let state = { name: "connecting", lostAt: Date.now(), retryAt: 0, trouble: "" };

/** @type {LinkUses} */
let uses;
/** @type {WebSocket | undefined} */
let socket;
let openedAt = 0;
let silenceS = OPENING_S;
const backoff = new Backoff();
const timers = { silence: 0, probe: 0, retry: 0 };

export function start(those = uses) {
	uses = those;
	addEventListener("offline", () => probe(PROBE_S));
	addEventListener("online", connect);
	document.addEventListener("visibilitychange", () => document.hidden || probe(PROBE_AFTER_SLEEP_S));
	connect();
}

export function connect() {
	drop();
	openedAt = 0;
	silenceS = OPENING_S;
	become({ name: "connecting", lostAt: state.lostAt ?? Date.now() });
	socket = new WebSocket("/ws", "repcast.v1");
	socket.onopen = () => say(uses.hello());
	socket.onmessage = ({ data }) => heard(JSON.parse(data));
	socket.onclose = (event) => lose(event.code, closedBecause(event));
	awaitNext();
}

/** A cut in the middle is no loss: what has no answer is said again. */
export function send(frame = {}) {
	if (state.name === "live") say(frame);
}

function say(frame = {}) {
	socket?.send(JSON.stringify(frame));
	uses.sent(frame);
}

/** @param {ServerFrame} frame */
function heard(frame) {
	clearTimeout(timers.probe);
	if (frame.type === "welcome") {
		openedAt = Date.now();
		silenceS = 2 * frame.heartbeat_s + SLACK_S;
		become({ name: "live", lostAt: null, trouble: "" });
	}
	awaitNext();
	uses.received(frame);
}

const awaitNext = () => after("silence", silenceS, () => lose(ABNORMAL, "nothing was heard for too long"));

function probe(patienceS = 0) {
	if (state.name === "waiting") connect();
	send({ type: "ping" });
	after("probe", patienceS, () => state.name === "live" && lose(ABNORMAL, "the server does not answer"));
}

function lose(code = 0, trouble = "") {
	drop();
	const lostAt = state.lostAt ?? Date.now();
	if (code === UNAUTHORIZED && uses.refused()) return connect();
	if (!mayReconnect(code)) return become({ name: "ended", lostAt, trouble });
	const waitS = backoff.failed(openedAt && (Date.now() - openedAt) / 1000);
	after("retry", waitS, connect);
	become({ name: "waiting", lostAt, trouble, retryAt: Date.now() + waitS * 1000 });
}

/** @type {After} */
const after = (name, s, then) => {
	clearTimeout(timers[name]);
	timers[name] = setTimeout(then, s * 1000);
};

/** A socket that is half open takes minutes to say that it is closed. */
function drop() {
	Object.values(timers).forEach(clearTimeout);
	if (!socket) return;
	socket.onopen = socket.onmessage = socket.onclose = null;
	socket.close();
	socket = undefined;
}

/** The server says why; who cannot reach it hears nothing. @param {CloseEvent} event */
function closedBecause({ code, reason }) {
	if (!reason) return code === ABNORMAL ? "the connection broke" : `the connection was closed with ${code}`;
	return reason.replace(/\.$/, "") + ([UNAUTHORIZED, FORBIDDEN].includes(code) ? "; a new link lets you in" : "");
}

/** @param {Partial<LinkState>} next */
function become(next) {
	state = { ...state, ...next };
	uses.changed();
}
