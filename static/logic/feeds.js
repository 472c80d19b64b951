/** What is known of each job. Pure: frames in, changed jobs and further questions out. */

import { blank, folded, fromSnapshot, isFinal } from "./job_state.js";

const RESUMED_AT_ONCE = 768;
const MOST_JOBS = 1000;

export class Feeds {
	/** @type {Map<string, Job>} */
	jobs = new Map();
	/** Not there, or somebody else's. @type {Set<string>} */
	lost = new Set();
	/** Whose missing frames this connection was asked for. @type {Set<string>} */
	#asked = new Set();
	/** Told once more from their first frame, until they are as far as they were. @type {Map<string, {job: Job, head: number}>} */
	#retold = new Map();

	get newest() {
		return [...this.jobs.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
	}

	/** For `hello.resume`: where each job goes on that has not ended. */
	points() {
		this.#asked.clear();
		this.#retold.clear();
		const active = this.newest.filter((job) => !isFinal(job)).slice(0, RESUMED_AT_ONCE);
		return active.map(({ job_id, seq }) => ({ job_id, after: seq }));
	}

	/** Who looks at a job wants it from its first frame on. */
	wanted(id = "") {
		return this.jobs.get(id)?.isWhole || this.lost.has(id) ? [] : this.#ask(id, 0);
	}

	lose(id = "") {
		this.jobs.delete(id);
		this.lost.add(id);
	}

	/** @param {ServerFrame} frame */
	received(frame) {
		if ("resumed" in frame) frame.resumed?.forEach((each) => this.#subscribed(each));
		else if (frame.type === "job.subscribed") this.#subscribed(frame);
		else if ("jobs" in frame) frame.jobs.forEach((each) => this.#noted(each));
		else if (frame.type === "error" && frame.code === "not_found" && frame.details?.job_id) this.lose(frame.details.job_id);
		else if ("seq" in frame && "at" in frame) return this.#event(frame);
		return [];
	}

	/** @param {Extract<ServerFrame, {type: "job.subscribed"}>} frame */
	#subscribed({ job_id, after, seq, snapshot }) {
		this.#asked.delete(job_id);
		if (snapshot) this.jobs.set(job_id, { ...fromSnapshot(snapshot), isWhole: true });
		else if (!after) this.#retold.set(job_id, { job: blank(job_id), head: seq });
	}

	/** What is missing of a job that is known comes frame by frame. @param {JobSnapshot} snapshot */
	#noted(snapshot) {
		if (!this.jobs.has(snapshot.job_id)) this.#keep(fromSnapshot(snapshot));
	}

	/** @param {JobEvent} frame */
	#event(frame) {
		const id = frame.job_id;
		const retold = this.#retold.get(id);
		const job = retold?.job ?? this.jobs.get(id) ?? blank(id);
		if (frame.seq > job.seq + 1) return this.#ask(id, job.seq);
		if (frame.seq <= job.seq) return [];
		const next = folded(job, frame);
		if (retold && next.seq < retold.head) retold.job = next;
		else this.#keep(next);
		return [];
	}

	/** Ended jobs that came first are forgotten first. @param {Job} job */
	#keep(job) {
		const ended = this.jobs.size < MOST_JOBS ? null : [...this.jobs.values()].find(isFinal);
		if (ended) this.jobs.delete(ended.job_id);
		this.#retold.delete(job.job_id);
		this.jobs.set(job.job_id, job);
	}

	#ask(job_id = "", after = 0) {
		if (this.#asked.has(job_id)) return [];
		this.#asked.add(job_id);
		return [{ type: "job.subscribe", job_id, after }];
	}
}
