/** All jobs of the user, newest first. */

import { isFinal } from "../logic/job_state.js";
import { age, STATES, titleOf } from "../logic/words.js";
import { button, el, setText } from "./dom.js";

export class JobList extends HTMLElement {
  /** @type {Map<string, ReturnType<typeof row>>} */
  #rows = new Map();
  #list = el("ul");
  #none = el("p", { class: "quiet" }, "No jobs yet. What your voice agent starts appears here by itself.");
  #more = button("Show earlier ones", () => this.dispatchEvent(new Event("more")));

  connectedCallback() {
    this.append(el("h2", {}, "Jobs"), el("a", { class: "button", href: "#new" }, "New program"), this.#none, this.#list,
      this.#more);
  }

  /** @param {Job[]} jobs newest first @param {string} openId @param {number} now @param {boolean} hasMore */
  update(jobs, openId, now, hasMore) {
    this.#none.hidden = jobs.length > 0;
    this.#more.hidden = !hasMore;
    const gone = new Set(this.#rows.keys());
    jobs.forEach((job, place) => {
      gone.delete(job.job_id);
      const known = this.#rows.get(job.job_id) ?? row(job);
      this.#rows.set(job.job_id, known);
      known.update(job, job.job_id === openId, now);
      // A row that is where it belongs is not moved: it would lose the focus.
      const there = this.#list.children[place] ?? null;
      if (there !== known.item) this.#list.insertBefore(known.item, there);
    });
    for (const id of gone) {
      this.#rows.get(id)?.item.remove();
      this.#rows.delete(id);
    }
  }
}

/** @param {Job} first */
function row(first) {
  const title = el("span", { class: "title" });
  const state = el("span", { class: "state" });
  const when = el("span", { class: "quiet" });
  const bar = el("progress", { max: 100, "aria-hidden": "true" });
  const link = el("a", { href: `#job=${first.job_id}` }, title, el("span", { class: "line" }, state, when), bar);
  return {
    item: el("li", {}, link),
    /** @param {Job} job @param {boolean} isOpen @param {number} now */
    update(job, isOpen, now) {
      const { word, sign } = STATES[job.status];
      link.dataset.status = job.status;
      link.toggleAttribute("data-active", !isFinal(job));
      link.setAttribute("aria-current", isOpen ? "page" : "false");
      setText(title, job.program?.name ?? titleOf(job));
      setText(state, `${sign} ${word}${job.status === "in_progress" ? ` · ${job.progress}%` : ""}`);
      setText(when, age(now - Date.parse(job.created_at)));
      bar.hidden = isFinal(job);
      bar.value = job.progress;
    },
  };
}

customElements.define("job-list", JobList);
