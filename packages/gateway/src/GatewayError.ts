/** The failures of the services. Each has its own tag, because callers act on each in another way. */
import * as Data from "effect/Data"
import type { Token } from "./Token.ts"

/** Another claim stands in the log. The holder stops at once and sends nothing more to the upstream. */
export class Fenced extends Data.TaggedError("Fenced")<{
  readonly sid: Token
  /** The epoch of the claim that ended. */
  readonly epoch: number
  /** The claim that stands there now, or `undefined` if the log was erased. */
  readonly by: { readonly epoch: number; readonly node: Token } | undefined
}> {
  override get message(): string {
    return this.by === undefined
      ? `The log of session ${this.sid} was erased. The session ends here.`
      : `Node ${this.by.node} has claimed session ${this.sid} with epoch ${this.by.epoch}. The session ends here.`
  }
}

/** There is no log of this session, or no node answers for it. It was erased, it expired, or it never was. */
export class NoSuchSession extends Data.TaggedError("NoSuchSession")<{ readonly sid: Token }> {
  override get message(): string {
    return `There is no session ${this.sid}.`
  }
}

/** A session of this name exists already, so a fresh claim was refused. */
export class SessionExists extends Data.TaggedError("SessionExists")<{ readonly sid: Token }> {
  override get message(): string {
    return `There is a session ${this.sid} already. Choose another name.`
  }
}

/** The engine does not answer, has no quorum, or is full. Whether it did what was asked is open. */
export class EngineUnavailable extends Data.TaggedError("EngineUnavailable")<{
  readonly detail: string
  readonly cause?: unknown
}> {
  override get message(): string {
    return `The engine is unavailable: ${this.detail}. Try again later.`
  }
}

/** A chunk does not follow the one that it says it follows. Records are missing, or two nodes wrote at once. */
export class LogBroken extends Data.TaggedError("LogBroken")<{
  readonly sid: Token
  /** The position of the first chunk that does not fit. */
  readonly position: number
}> {
  override get message(): string {
    return `The log of session ${this.sid} has a hole before position ${this.position}. The session cannot be resumed.`
  }
}
