// The page's own types, beside those of the frames. Browsers load neither.

import type * as frames from "./frames.js";

declare global {
  type ServerFrame = frames.ServerFrame;
  type JobSnapshot = frames.JobSnapshot;
  type JobEvent = Extract<ServerFrame, { seq: number; at: string }>;
  type Refusal = frames.Error;
  type FieldError = frames.FieldError;
  type Program = frames.Program;
  type Week = frames.Week;
  type Session = frames.Session;
  type Item = frames.StrengthItem | frames.CardioItem;

  type Child = Node | string | 0 | false | null | undefined | readonly Child[];
  /** What is shown beside the list. */
  type View = HTMLElement & { update?: ((job: any) => void) | void };
  interface Attributes {
    [name: string]: unknown;
    onsubmit?(event: SubmitEvent): unknown;
    onkeydown?(event: KeyboardEvent): unknown;
  }
  type ElementOf<S extends string> = S extends `${infer Tag}${"." | "#"}${string}`
    ? ElementOf<Tag>
    : S extends keyof HTMLElementTagNameMap
      ? HTMLElementTagNameMap[S]
      : HTMLElement;
  /** A selector of a tag and a class; then attributes and children. */
  type Build = <S extends string>(selector: S, ...parts: (Child | Attributes)[]) => ElementOf<S>;
  /** The first such, which is there. */
  type Find = <S extends string>(selector: S, within?: ParentNode) => ElementOf<S>;
  type Define = (name: string, begin: (place: HTMLElement) => View["update"]) => void;
  type Fill = (place: Element, ...parts: readonly Child[]) => void;

  type Button = (said: string, onclick: () => unknown, attributes?: Attributes) => HTMLButtonElement;
  type Card = (title: string, lines?: readonly string[] | null, kind?: string) => Child;

  type Line = (...parts: (Child | Attributes)[]) => HTMLParagraphElement;
  type Tab = (index: number, chosen: number, week?: Week) => HTMLButtonElement;
  type Prep = (name: string, list: Session["warmup"]) => Child;
  type ValueOf = (name: string, texts: string[]) => string | number | string[] | undefined;
  type After = (name: "silence" | "probe" | "retry", s: number, then: () => void) => void;
  type Fold = (job: Job, frame: JobEvent) => Job;
  /** How long. */
  type Took = (began: string, ended?: string | null) => string;

  type Words = Record<string, string>;

  /** One stage of one attempt; moments are RFC 3339. */
  interface Step {
    stage: string;
    attempt: number;
    began: string;
    ended: string | null;
  }

  /** A job as the page shows it: its snapshot, and what its frames told besides. */
  interface Job extends Omit<JobSnapshot, "weeks"> {
    /** Those that are there, by their index. */
    weeks: Week[];
    steps: Step[];
    /** Why earlier attempts ended. */
    retries: string[];
    eta_s?: number | null;
    program?: frames.ProgramSummary;
    changes?: string[] | null;
    /** Why it was cancelled. */
    reason?: string | null;
    /** It was told from its first frame on, or with all of its weeks. */
    isWhole: boolean;
  }

  interface Question {
    type: string;
    job_id: string;
    after: number;
  }

  /** A request that has no answer yet. */
  interface Pending {
    frame: object;
    resolve(reply: ServerFrame): void;
    reject(refusal: Refusal): void;
  }
  /** Resolves to what is wrong with single fields; questions and troubles are put in the place. */
  type Submit = (kind: string, request: object, place: HTMLElement, on_active?: string) => Promise<FieldError[]>;

  interface Route {
    view: "home" | "new" | "job" | "program";
    id: string;
  }

  /** Moments are milliseconds since 1970. */
  interface LinkState {
    name: "connecting" | "live" | "waiting" | "ended";
    /** Since when there is no connection; null: there is one. */
    lostAt: number | null;
    /** When the next try is, while waiting. */
    retryAt: number;
    /** What went wrong last. */
    trouble: string;
  }

  /** Those who use a connection. */
  interface LinkUses {
    /** The first frame of each connection. */
    hello(): object;
    /** Takes every frame, in order. */
    received(frame: ServerFrame): void;
    sent(frame: object): void;
    changed(): void;
    /** The token was not taken; whether there is another way in. */
    refused(): boolean;
  }

  /** What a field of a request takes. */
  interface Bounds {
    min?: number;
    max?: number;
    maxlength?: number;
    oneOf?: string[];
    someOf?: string[];
  }

  /** A program as the server keeps it. */
  interface Stored {
    id: string;
    user_id: string;
    name: string;
    parent_id: string | null;
    document: Program;
  }
}
