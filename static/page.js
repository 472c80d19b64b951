/** What all views share: the connection and what came over it, and where the page is. */

import { Api } from "./api.js";
import { Access } from "./logic/access.js";
import { fragment, parsed } from "./logic/address.js";
import { Connection } from "./logic/connection.js";
import { Feeds } from "./logic/feeds.js";
import { FrameLog } from "./logic/frame_log.js";
import { milestone } from "./logic/milestones.js";
import { Requests } from "./logic/requests.js";

const CLIENT = { name: "page", version: "1" };
const LISTED = 50;

export class Page extends EventTarget {
  feeds = new Feeds();
  log = new FrameLog();
  access = new Access();
  api = new Api(this.access);
  /** @type {Route} */
  route = { view: "home", id: "" };
  /** Sentences that are to be read out. @type {string[]} */
  said = [];
  /** Where the list of older jobs goes on; null: nowhere; undefined: it was not asked for. @type {string | null | undefined} */
  older;
  #aheadMs = 0;
  requests = new Requests((frame) => this.connection.send(frame));
  connection = new Connection(`${location.protocol.replace("http", "ws")}//${location.host}/ws`, {
    hello: () => this.#hello(),
    receive: (frame) => this.#received(frame),
    changed: () => this.#tell(),
    refused: () => this.access.drop(),
    sent: (frame) => this.log.add(frame, true),
  });

  get isLive() {
    return this.connection.state.name === "live";
  }

  /** Milliseconds since 1970, on the server's clock; without a connection it stands still, as all that is shown does. */
  get now() {
    return (this.connection.state.lostAt ?? Date.now()) + this.#aheadMs;
  }

  /** Newest first. */
  get jobs() {
    return [...this.feeds.jobs.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
  }

  start() {
    addEventListener("hashchange", () => this.#arrive());
    this.#arrive();
    this.connection.now();
  }

  /** @param {Route} route */
  go(route) {
    location.hash = fragment(route);
  }

  /** Show the jobs of a user. @param {string} userId */
  become(userId) {
    this.access.take(this.access.token, userId);
    this.#watch();
    this.#tell();
  }

  /** Also those jobs that ended before what is watched. */
  async listOlder() {
    const user = this.access.userId ? { user_id: this.access.userId } : {};
    const place = this.older ? { cursor: this.older } : {};
    this.older = (await this.requests.ask({ type: "jobs.list", limit: LISTED, ...user, ...place })).next ?? null;
    this.#tell();
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
    this.dispatchEvent(new Event("route"));
    this.#tell();
  }

  #hello() {
    const { token } = this.access;
    const resume = this.feeds.points();
    return { type: "hello", id: this.requests.nextId(), client: CLIENT, ...(token && { token }), ...(resume.length && { resume }) };
  }

  /** @param {ServerFrame} frame */
  #received(frame) {
    this.log.add(frame, false);
    const id = "job_id" in frame ? frame.job_id : "";
    const before = this.feeds.jobs.get(id);
    this.feeds.received(frame).forEach((question) => this.#ask(question));
    const after = this.feeds.jobs.get(id);
    if (after) this.#note(before, after);
    if (frame.type === "welcome") this.#welcomed(frame.time);
    this.requests.received(frame);
    this.#tell();
  }

  /** @param {Job | undefined} before @param {Job} after */
  #note(before, after) {
    const isOpen = after.job_id === this.route.id;
    const sentence = milestone(before, after, isOpen);
    if (sentence) this.said.push(sentence);
    if (isOpen && !this.access.userId) this.become(after.user_id);
  }

  /** @param {string} time */
  #welcomed(time) {
    this.#aheadMs = Date.parse(time) - Date.now();
    this.requests.again();
    this.#watch();
    this.access.renewInTime(() => Date.now() + this.#aheadMs, (token) => this.requests.ask({ type: "auth.refresh", token }));
  }

  #watch() {
    const { userId } = this.access;
    if (!this.isLive) return;
    if (userId) this.requests.ask({ type: "jobs.watch", user_id: userId });
    else this.listOlder();
  }

  /** Whoever looks at a job wants it from its first frame on. @param {string} id */
  look(id) {
    if (this.isLive) this.feeds.wanted(id).forEach((question) => this.#ask(question));
  }

  /** @param {Question} question */
  #ask(question) {
    this.requests.ask(question).catch((refused) => {
      if (refused.error.code === "not_found") this.feeds.lose(question.job_id);
      this.#tell();
    });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
