/** One job, folded from its snapshot and its numbered frames. Pure. */

const FINAL = ["completed", "failed", "cancelled"];

/** The stage that begins with a frame. @type {Words} */
const BEGINS = { "job.created": "queued", "job.started": "screening", "job.week_ready": "writing", "job.retried": "queued" };

export const isFinal = ({ status = "" }) => FINAL.includes(status);

/** @returns {Job} */
export const blank = (job_id = "") => /** @type {any} */ ({
	job_id, user_id: "", kind: "generate", request: {}, status: "pending", progress: 0, message: "", attempt: 0, seq: 0,
	created_at: "", weeks_done: 0, weeks_total: 0, weeks: [], steps: [], retries: [], isWhole: false,
});

/** @param {JobSnapshot} snapshot */
export function fromSnapshot(snapshot) {
	const { job_id, stage, attempt, started_at, created_at, weeks } = snapshot;
	const steps = isFinal(snapshot) ? [] : [{ stage, attempt, began: started_at ?? created_at, ended: null }];
	return { ...blank(job_id), ...snapshot, weeks: weeks ?? [], steps, isWhole: Boolean(weeks) };
}

/** The job after one more frame, whose fields are named as its own. @type {Fold} */
export const folded = (job, frame) => {
	const { at, type } = frame;
	const stage = type === "job.progressed" ? frame.stage : BEGINS[type];
	const next = { ...job, .../** @type {Partial<Job>} */ (frame), isWhole: job.isWhole || frame.seq === 1 };
	const last = job.steps.at(-1);
	const isNew = stage && !(last?.stage === stage && last.attempt === next.attempt);
	if (isNew || isFinal(frame)) next.steps = job.steps.map((step) => ({ ...step, ended: step.ended ?? at }));
	if (isFinal(frame)) next.completed_at = at;
	else if (isNew) next.steps.push({ stage, attempt: next.attempt, began: at, ended: null });
	if (type === "job.created") Object.assign(next, { created_at: at, weeks_total: frame.request.duration_weeks ?? 0 });
	if (type === "job.retried") next.retries = [...job.retries, frame.reason];
	if (type === "job.week_ready") {
		const { week, weeks_total } = frame;
		next.weeks = [...job.weeks.filter(({ index }) => index !== week.index), week].sort((a, b) => a.index - b.index);
		next.message = `Week ${week.index} of ${weeks_total} is ready.`;
	}
	return next;
};
