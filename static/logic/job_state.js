/** One job as the page shows it, folded from its snapshot and its numbered frames. Pure. */

const FINAL = new Set(["completed", "failed", "cancelled"]);

/** The stage that begins with a frame; others say theirs. @type {Record<string, string>} */
const BEGINS = { "job.created": "queued", "job.started": "screening", "job.week_ready": "writing", "job.retried": "queued" };

/** @param {{status: string}} job */
export const isFinal = (job) => FINAL.has(job.status);

/** @param {string} job_id @returns {Job} */
export const blank = (job_id) => /** @type {any} */ ({
  job_id, user_id: "", kind: "generate", request: {}, status: "pending", progress: 0, message: "", attempt: 0, seq: 0,
  created_at: "", weeks_done: 0, weeks_total: 0, weeks: [], steps: [], retries: [], isWhole: false,
});

/** @param {JobSnapshot} snapshot @returns {Job} */
export function fromSnapshot(snapshot) {
  const { stage, attempt, started_at, created_at, weeks } = snapshot;
  const step = { stage, attempt, began: started_at ?? created_at, ended: null };
  const steps = isFinal(snapshot) ? [] : [step];
  return { ...blank(snapshot.job_id), ...snapshot, weeks: weeks ?? [], steps, isWhole: Boolean(weeks) };
}

/** The job after one more frame, whose fields have the names of its own. @param {Job} job @param {JobEvent} frame @returns {Job} */
export function folded(job, frame) {
  const { at, type } = frame;
  const stage = type === "job.progressed" ? frame.stage : BEGINS[type];
  const next = { ...job, .../** @type {Partial<Job>} */ (frame), isWhole: job.isWhole || frame.seq === 1 };
  next.steps = isFinal(frame) ? closed(job.steps, at) : stage ? stepped(next, stage, at) : job.steps;
  if (isFinal(frame)) next.completed_at = at;
  if (type === "job.created") Object.assign(next, { created_at: at, weeks_total: frame.request.duration_weeks ?? 0 });
  if (type === "job.started") next.started_at ??= at;
  if (type === "job.week_ready") {
    next.weeks = withWeek(job.weeks, frame.week);
    next.message = `Week ${frame.week.index} of ${frame.weeks_total} is ready.`;
  }
  if (type === "job.retried") next.retries = [...job.retries, frame.reason];
  return next;
}

/** @param {Job} job @param {string} stage @param {string} at */
function stepped({ steps, attempt }, stage, at) {
  const last = steps.at(-1);
  if (last?.stage === stage && last.attempt === attempt) return steps;
  return [...closed(steps, at), { stage, attempt, began: at, ended: null }];
}

/** @param {Step[]} steps @param {string} at */
const closed = (steps, at) => steps.map((step) => ({ ...step, ended: step.ended ?? at }));

/** @param {Week[]} weeks @param {Week} week */
const withWeek = (weeks, week) =>
  [...weeks.filter((known) => known.index !== week.index), week].sort((a, b) => a.index - b.index);
