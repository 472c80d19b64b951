/** What all views share: where the page is, and what came over the connection. */

import * as access from "./logic/access.js";
import { parsed } from "./logic/address.js";
import * as connection from "./logic/connection.js";
import { Feeds } from "./logic/feeds.js";
import * as requests from "./logic/requests.js";
import { clock, STATES, titleOf } from "./logic/words.js";

export { access, connection, requests };

const LISTED = 50;
const MOST_FRAMES = 500;
const LEAST_WAIT_MS = 1000;

export const feeds = new Feeds();
export let { route } = parsed();
/** To be read out. @type {string[]} */
export const said = [];
/** Sent (>) and received (<), newest first; tokens are not kept. @type {string[]} */
export let frames = [];
/** Where older jobs go on; null: nowhere; undefined: it was not asked for. @type {string | null | undefined} */
export let older;
export let changed = () => {};
let aheadMs = 0;
let renewal = 0;

export const isLive = () => connection.state.name === "live";

/** Milliseconds on the server's clock, which stands still without a connection. */
export const since = (at = "") => (connection.state.lostAt ?? Date.now()) + aheadMs - Date.parse(at);

/** The user's, newest first. */
export const jobs = () => feeds.newest.filter((job) => job.user_id === access.userId);

export function start(draw = changed) {
	changed = draw;
	addEventListener("hashchange", arrive);
	arrive();
	connection.start({ hello, received, sent, changed, refused: access.drop });
}

export const goToJob = (id = "") => void (location.hash = `job=${id}`);

export function become(userId = "") {
	access.take(access.token, userId);
	watch();
	changed();
}

export async function listOlder() {
	const request = { type: "jobs.list", limit: LISTED, user_id: access.userId || undefined, cursor: older ?? undefined };
	({ next: older = null } = await requests.ask(request));
	changed();
}

export function look(id = "") {
	if (isLive()) ask(feeds.wanted(id));
}

function arrive() {
	const { token, userId, rest, route: there } = parsed(location.hash);
	route = there;
	if (token || userId) {
		access.take(token, userId);
		// Who copies the address does not copy the token.
		history.replaceState(null, "", rest);
		if (isLive()) connection.connect();
	}
	changed();
}

function hello() {
	const client = { name: "page", version: "1" };
	return { type: "hello", id: requests.nextId(), client, token: access.token || undefined, resume: feeds.points() };
}

function sent(frame = {}, sign = ">") {
	const text = JSON.stringify(frame, (name, value) => (name === "token" ? "…" : value));
	frames = [`${clock()} ${sign} ${text}`, ...frames.slice(0, MOST_FRAMES - 1)];
	changed();
}

/** @param {ServerFrame} frame */
function received(frame) {
	sent(frame, "<");
	const id = "job_id" in frame ? frame.job_id : "";
	const before = feeds.jobs.get(id);
	ask(feeds.received(frame));
	const after = feeds.jobs.get(id);
	if (after) note(after, before);
	if (frame.type === "welcome") welcomed(frame.time);
	requests.received(frame);
}

/** Quarters and changes of the state are read out. @param {Job} job @param {Job} [before] */
function note(job, before) {
	const isOpen = job.job_id === route.id;
	const quarter = Math.floor(job.progress / 25);
	if (before && before.status !== job.status) said.push(`${titleOf(job)}: ${STATES[job.status].slice(2)}.`);
	else if (before && isOpen && quarter > Math.floor(before.progress / 25)) said.push(`${quarter * 25} percent.`);
	if (isOpen && !access.userId) become(job.user_id);
}

function welcomed(time = "") {
	aheadMs = Date.parse(time) - Date.now();
	requests.again();
	watch();
	renewInTime();
}

function renewInTime() {
	clearTimeout(renewal);
	const leftMs = access.endMs() - Date.now() - aheadMs;
	if (!(leftMs > 0)) return;
	renewal = setTimeout(async () => {
		if (await access.renew()) requests.ask({ type: "auth.refresh", token: access.token });
		renewInTime();
	}, Math.max(LEAST_WAIT_MS, leftMs / 2));
}

function watch() {
	if (!isLive()) return;
	if (access.userId) requests.ask({ type: "jobs.watch", user_id: access.userId });
	else listOlder();
}

/** @param {Question[]} questions */
function ask(questions) {
	questions.forEach((question) => requests.ask(question).catch(({ code }) => {
		if (code === "not_found") feeds.lose(question.job_id);
		changed();
	}));
}
