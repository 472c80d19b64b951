/** What all views share: the connection and what came over it, and where the page is. */

import { Access } from "./logic/access.js";
import { fragment, parsed } from "./logic/address.js";
import { Connection } from "./logic/connection.js";
import { Feeds } from "./logic/feeds.js";
import { Requests } from "./logic/requests.js";
import { clock, STATES, titleOf } from "./logic/words.js";

const LISTED = 50;
const MOST_FRAMES = 500;
const LEAST_WAIT_MS = 1000;

/** @implements {LinkUses} */
class Page extends EventTarget {
  feeds = new Feeds();
  access = new Access();
  connection = new Connection(this);
  requests = new Requests((frame) => this.connection.send(frame));
  route = parsed("").route;
  /** Sentences that are to be read out. @type {string[]} */
  said = [];
  /** The last ones sent (>) and received (<), newest first; tokens are not kept. @type {string[]} */
  frames = [];
  /** Where the list of older jobs goes on; null: nowhere; undefined: it was not asked for. @type {string | null | undefined} */
  older;
  #aheadMs = 0;
  #renewal = 0;

  get isLive() {
    return this.connection.state.name === "live";
  }

  /** Milliseconds since 1970, on the server's clock; without a connection it stands still, as all that is shown does. */
  get now() {
    return (this.connection.state.lostAt ?? Date.now()) + this.#aheadMs;
  }

  /** The user's, newest first. */
  get jobs() {
    return this.feeds.newest.filter((job) => job.user_id === this.access.userId);
  }

  start() {
    addEventListener("hashchange", () => this.#arrive());
    this.#arrive();
    this.connection.now();
  }

  goToJob(id = "") {
    location.hash = fragment({ view: "job", id });
  }

  /** Show the jobs of a user. */
  become(userId = "") {
    this.access.take(this.access.token, userId);
    this.#watch();
    this.changed();
  }

  /** Also those jobs that ended before what is watched. */
  async listOlder() {
    const user_id = this.access.userId || undefined;
    const cursor = this.older ?? undefined;
    const { next = null } = await this.requests.ask({ type: "jobs.list", limit: LISTED, user_id, cursor });
    this.older = next;
    this.changed();
  }

  look(id = "") {
    if (this.isLive) this.#ask(this.feeds.wanted(id));
  }

  #arrive() {
    const { route, token, userId } = parsed(location.hash);
    this.route = route;
    if (token || userId) {
      this.access.take(token, userId);
      // Neither a look over the shoulder nor a copied address takes the token along.
      history.replaceState(null, "", fragment(route));
      if (this.isLive) this.connection.now();
    }
    this.changed();
  }

  hello() {
    const token = this.access.token || undefined;
    const client = { name: "page", version: "1" };
    return { type: "hello", id: this.requests.nextId(), client, token, resume: this.feeds.points() };
  }

  refused() {
    return this.access.drop();
  }

  /** @param {object} frame */
  sent(frame, sign = ">") {
    const text = JSON.stringify(frame, (name, value) => (name === "token" ? "…" : value));
    this.frames = [`${clock()} ${sign} ${text}`, ...this.frames.slice(0, MOST_FRAMES - 1)];
    this.changed();
  }

  /** @param {ServerFrame} frame */
  received(frame) {
    this.sent(frame, "<");
    const id = "job_id" in frame ? frame.job_id : "";
    const before = this.feeds.jobs.get(id);
    this.#ask(this.feeds.received(frame));
    const after = this.feeds.jobs.get(id);
    if (after) this.#note(before, after);
    if (frame.type === "welcome") this.#welcomed(frame.time);
    this.requests.received(frame);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Quarters and changes of the state are read out. @param {Job | undefined} before @param {Job} after */
  #note(before, after) {
    const isOpen = after.job_id === this.route.id;
    const quarter = Math.floor(after.progress / 25);
    if (before && before.status !== after.status) this.said.push(`${titleOf(after)}: ${STATES[after.status].slice(2)}.`);
    else if (before && isOpen && quarter > Math.floor(before.progress / 25)) this.said.push(`${quarter * 25} percent.`);
    if (isOpen && !this.access.userId) this.become(after.user_id);
  }

  #welcomed(time = "") {
    this.#aheadMs = Date.parse(time) - Date.now();
    this.requests.again();
    this.#watch();
    this.#renewInTime();
  }

  #renewInTime() {
    clearTimeout(this.#renewal);
    const leftMs = this.access.endsAt - Date.now() - this.#aheadMs;
    if (!(leftMs > 0)) return;
    this.#renewal = setTimeout(async () => {
      if (await this.access.renew()) this.requests.ask({ type: "auth.refresh", token: this.access.token });
      this.#renewInTime();
    }, Math.max(LEAST_WAIT_MS, leftMs / 2));
  }

  #watch() {
    const { userId } = this.access;
    if (!this.isLive) return;
    if (userId) this.requests.ask({ type: "jobs.watch", user_id: userId });
    else this.listOlder();
  }

  /** @param {Question[]} questions */
  #ask(questions) {
    for (const question of questions) {
      this.requests.ask(question).catch((refused) => {
        if (refused.error.code === "not_found") this.feeds.lose(question.job_id);
        this.changed();
      });
    }
  }
}

export const page = new Page();
