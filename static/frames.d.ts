// Made from the models in schemas/ by tests/browser/generated.py; do not edit.
export interface AuthRefresh {
  type: "auth.refresh";
  id: string;
  token: string;
}
export interface AuthRefreshed {
  type: "auth.refreshed";
  id: string;
  expires_at?: string | null;
}
export interface Block {
  name: string;
  first_week: number;
  last_week: number;
  aim: string;
}
export interface CardioItem {
  kind: "cardio";
  order: number;
  exercise_id: string;
  name: string;
  modality: string;
  role?: Role;
  duration_min: number;
  rpe_min: number;
  rpe_max: number;
  hrr_pct?: Array<number> | null;
  talk_test: string;
  intervals?: Intervals | null;
  cue: string;
  note?: string;
  substitutes?: Array<string>;
  progression_id: string;
}
export interface ClientInfo {
  name: string;
  version: string;
}
export type Confirmable = "height_cm" | "weight_kg" | "injuries";
export type Effort = "easier" | "usual" | "harder";
export type Equipment = "gym" | "bodyweight" | "dumbbell" | "barbell" | "kettlebell" | "band" | "machine" | "cable" | "bench" | "pull_up_bar" | "cardio_machine";
export interface Error {
  type: "error";
  id?: string | null;
  code: ErrorCode;
  message: string;
  retryable: boolean;
  retry_after_s?: number | null;
  details?: ErrorDetails | null;
}
export type ErrorCode = "bad_frame" | "unauthorized" | "forbidden" | "not_found" | "invalid_request" | "idempotency_conflict" | "active_job" | "rate_limited" | "too_many_jobs" | "too_many_subscriptions" | "draining" | "internal";
export interface ErrorDetails {
  errors?: Array<FieldError | FrameProblem> | null;
  job_id?: string | null;
  accepted?: string | null;
}
export type FieldCode = "missing" | "unknown" | "not_accepted" | "unconfirmed";
export interface FieldError {
  code?: FieldCode;
  field: string;
  value?: any;
  accepted: string;
  message: string;
  say: string;
}
export interface Finding {
  rule: string;
  message: string;
  value?: number | string | null;
  bound?: string | null;
  week?: number | null;
  day?: number | null;
  order?: number | null;
  muscle?: string | null;
}
export type FitnessLevel = "beginner" | "intermediate" | "advanced";
export interface FrameProblem {
  path: string;
  message: string;
}
export interface GateReport {
  id: string;
  passed: boolean;
  detail?: string;
  findings?: Array<Finding> | null;
}
export type GoalCategory = "strength" | "hypertrophy" | "power" | "muscular_endurance" | "cardio_endurance" | "fat_loss" | "general_fitness" | "mobility";
export interface Hello {
  type: "hello";
  id: string;
  token?: string | null;
  client?: ClientInfo | null;
  resume?: Array<ResumePoint> | null;
}
export interface Intervals {
  reps: number;
  work_s: number;
  recover_s: number;
}
export interface JobAccepted {
  type: "job.accepted";
  id: string;
  job_id: string;
  status: JobStatus;
  seq: number;
  duplicate: boolean;
}
export interface JobCancel {
  type: "job.cancel";
  id: string;
  job_id: string;
  reason?: string | null;
}
export interface JobCancelAccepted {
  type: "job.cancel_accepted";
  id: string;
  job_id: string;
  status: JobStatus;
}
export interface JobCancelled {
  type: "job.cancelled";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  reason?: string | null;
}
export interface JobCompleted {
  type: "job.completed";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  program_id: string;
  program: ProgramSummary;
  href: string;
  speak: Speak;
  changes?: Array<string> | null;
}
export interface JobCreated {
  type: "job.created";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  kind: JobKind;
  request: Record<string, any>;
}
export interface JobFailed {
  type: "job.failed";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  error: JobFailure;
}
export interface JobFailure {
  code: string;
  message: string;
  say: string;
}
export interface JobGet {
  type: "job.get";
  id: string;
  job_id: string;
}
export type JobKind = "generate" | "revise";
export interface JobProgressed {
  type: "job.progressed";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  stage: Stage;
  message: string;
  weeks_done: number;
  weeks_total: number;
  speak: Speak;
}
export interface JobRetried {
  type: "job.retried";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  reason: string;
  retry_in_s: number;
}
export interface JobSnapshot {
  job_id: string;
  user_id: string;
  kind: JobKind;
  request: Record<string, any>;
  status: JobStatus;
  progress: number;
  stage: Stage;
  message: string;
  attempt: number;
  seq: number;
  provider: string | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  program_id: string | null;
  error: JobFailure | null;
  weeks_done: number;
  weeks_total: number;
  usage?: ModelUsage | null;
  weeks?: Array<Week> | null;
}
export interface JobSnapshotReply {
  type: "job.snapshot";
  id: string;
  snapshot: JobSnapshot;
}
export interface JobStarted {
  type: "job.started";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  provider: string;
  eta_s?: number | null;
}
export type JobStatus = "pending" | "in_progress" | "completed" | "failed" | "cancelled";
export interface JobSubmit {
  type: "job.submit";
  id: string;
  kind: JobKind;
  request: Record<string, any>;
  idempotency_key?: string | null;
  on_active?: OnActive;
}
export interface JobSubscribe {
  type: "job.subscribe";
  id: string;
  job_id: string;
  after?: number | null;
}
export interface JobSubscribed {
  type: "job.subscribed";
  id?: string | null;
  job_id: string;
  after?: number | null;
  seq: number;
  recovered: boolean;
  snapshot?: JobSnapshot | null;
}
export interface JobUnsubscribe {
  type: "job.unsubscribe";
  id: string;
  job_id: string;
}
export interface JobUnsubscribed {
  type: "job.unsubscribed";
  id: string;
  job_id: string;
}
export interface JobWeekReady {
  type: "job.week_ready";
  job_id: string;
  user_id: string;
  seq: number;
  at: string;
  attempt: number;
  status: JobStatus;
  progress: number;
  week: Week;
  weeks_done: number;
  weeks_total: number;
}
export interface JobsList {
  type: "jobs.list";
  id: string;
  user_id?: string | null;
  status?: JobStatus | null;
  limit?: number;
  cursor?: string | null;
}
export interface JobsListed {
  type: "jobs.listed";
  id: string;
  jobs: Array<JobSnapshot>;
  next?: string | null;
}
export interface JobsUnwatch {
  type: "jobs.unwatch";
  id: string;
  user_id: string;
}
export interface JobsUnwatched {
  type: "jobs.unwatched";
  id: string;
  user_id: string;
}
export interface JobsWatch {
  type: "jobs.watch";
  id: string;
  user_id: string;
}
export interface JobsWatched {
  type: "jobs.watched";
  id: string;
  user_id: string;
  jobs: Array<JobSnapshot>;
}
export interface Limits {
  max_frame_bytes: number;
  max_subscriptions: number;
  max_active_jobs: number;
  submits_per_minute: number;
}
export interface Load {
  type: LoadType;
  min?: number | null;
  max?: number | null;
}
export type LoadType = "rir" | "pct_1rm" | "kg" | "bodyweight" | "assisted_kg" | "band" | "none";
export interface ModelUsage {
  calls: number;
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  uncounted_calls: number;
  uncounted_output_tokens: number;
}
export type OnActive = "confirm" | "replace" | "parallel";
export type Periodization = "linear" | "undulating" | "block";
export interface Ping {
  type: "ping";
  id?: string | null;
}
export interface Pong {
  type: "pong";
  id?: string | null;
  time: string;
}
export interface Prep {
  exercise_id: string;
  name: string;
  duration_s: number;
  cue: string;
}
export interface Program {
  schema_version: 1;
  request: Record<string, any>;
  provider: Provider;
  name: string;
  description: string;
  spoken_summary: string;
  goal_category: GoalCategory;
  goal_raw: string;
  fitness_level: FitnessLevel;
  split: string;
  periodization: Periodization;
  blocks: Array<Block>;
  weeks: Array<Week>;
  progression_rules: Array<ProgressionRule>;
  safety: Safety;
  assumptions: Array<string>;
  warnings: Array<string>;
  validation: Validation;
  changes?: Array<string> | null;
}
export interface ProgramRequest {
  user_id: string;
  height_cm: number;
  weight_kg: number;
  goal_raw: string;
  goal_category?: GoalCategory;
  duration_weeks: number;
  days_per_week: number;
  fitness_level: FitnessLevel;
  age?: number | null;
  sex?: Sex;
  session_minutes?: number;
  equipment?: Array<Equipment>;
  injuries?: Array<string>;
  unavailable_days?: Array<Weekday>;
  effort?: Effort;
  avoid?: Array<string>;
  sport?: string | null;
  notes?: string | null;
  locale?: string;
  units?: Units;
  confirmed?: Array<Confirmable>;
  fresh?: boolean;
}
export interface ProgramSummary {
  name: string;
  description: string;
  duration_weeks: number;
  spoken_summary: string;
  score: number | null;
}
export interface ProgressionRule {
  id: string;
  name: string;
  rule: string;
  on_failure: string;
}
export interface Provider {
  name: string;
  model: string | null;
  seed: string;
  rules_version: string;
}
export interface ResumePoint {
  job_id: string;
  after: number;
}
export interface ReviseRequest {
  program_id: string;
  change_request: string;
  user_id?: string | null;
}
export type Role = "main" | "secondary" | "accessory" | "core" | "conditioning";
export interface RuleReport {
  id: string;
  points: number;
  max_points: number;
  detail?: string;
  findings?: Array<Finding> | null;
}
export interface Safety {
  status: SafetyStatus;
  notices: Array<string>;
  stop_signs: Array<string>;
}
export type SafetyStatus = "clear" | "caution" | "needs_clearance";
export interface ServerDraining {
  type: "server.draining";
  reconnect_within_s: number;
}
export interface ServerInfo {
  name: string;
  version: string;
}
export interface ServerPing {
  type: "ping";
  time: string;
}
export interface Session {
  day_index: number;
  weekday?: Weekday | null;
  name: string;
  type: SessionType;
  focus: Array<string>;
  est_minutes: number;
  warmup: Array<Prep>;
  items: Array<StrengthItem | CardioItem>;
  cooldown: Array<Prep>;
}
export type SessionType = "resistance" | "cardio" | "mixed" | "mobility" | "recovery";
export type SetType = "warmup" | "normal" | "amrap" | "dropset";
export type Sex = "female" | "male" | "unspecified";
export type Speak = "silent" | "when_idle" | "now";
export type Stage = "queued" | "screening" | "allocating" | "writing" | "validating" | "storing" | "done";
export interface StrengthItem {
  kind: "strength";
  order: number;
  exercise_id: string;
  name: string;
  role: Role;
  superset_group?: string | null;
  sets: number;
  set_type: SetType;
  reps_min?: number | null;
  reps_max?: number | null;
  duration_s?: number | null;
  distance_m?: number | null;
  load: Load;
  rir_min?: number | null;
  rir_max?: number | null;
  rest_s: number;
  tempo?: string | null;
  per_side?: boolean;
  substitutes: Array<string>;
  cue: string;
  note?: string;
  progression_id: string;
}
export type Units = "metric" | "imperial";
export interface Validation {
  score: number | null;
  gates: Array<GateReport>;
  rules: Array<RuleReport>;
}
export interface Week {
  index: number;
  block: string;
  is_deload: boolean;
  volume_factor: number;
  sessions: Array<Session>;
}
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
export interface Welcome {
  type: "welcome";
  id: string;
  connection_id: string;
  server: ServerInfo;
  protocol: "repcast.v1";
  time: string;
  heartbeat_s: number;
  limits: Limits;
  resumed?: Array<JobSubscribed>;
}
export type ClientFrame = Hello | AuthRefresh | JobSubmit | JobSubscribe | JobUnsubscribe | JobGet | JobCancel | JobsList | JobsWatch | JobsUnwatch | Ping;
export type ServerFrame = Welcome | JobAccepted | JobSubscribed | JobSnapshotReply | JobCancelAccepted | JobsListed | JobsWatched | JobUnsubscribed | JobsUnwatched | AuthRefreshed | Pong | Error | JobCreated | JobStarted | JobProgressed | JobWeekReady | JobRetried | JobCompleted | JobFailed | JobCancelled | ServerDraining | ServerPing;
