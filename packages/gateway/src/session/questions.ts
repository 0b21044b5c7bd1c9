/** What an owner answers to other nodes over the bus. */
import * as Effect from "effect/Effect"
import { isRecord } from "../relay/splitAudio.ts"
import { eventOf } from "./Line.ts"

/** What the answers need of a session. */
export interface Answerer {
  readonly epoch: number
  readonly isOver: () => boolean
  /** Stops reading, writes what was read within the milliseconds and lets go. */
  readonly letGo: (within: number) => Effect.Effect<boolean>
  readonly hangUp: () => void
  readonly about: () => object
  /** The ids of injections. */
  readonly injected: Set<string>
  /** Notes an injected frame and waits until it is stored. */
  readonly record: (frame: string, id: string) => Effect.Effect<boolean>
  readonly send: (frame: string) => void
}

/** Ids of injections that are remembered. */
const maxInjected = 10_000

/**
 * Answers `yield`, `inject`, `hangup` and `session`. Each answer names the epoch, because two nodes may answer for a moment. A
 * `yield` that names an older epoch than this owner's is of a node that has not seen the last claim, and is refused.
 */
export const answerQuestion = (owner: Answerer, question: unknown): Effect.Effect<unknown> => {
  const { ask, epoch: asked, frame, id } = isRecord(question) ? question : {}
  const { epoch } = owner
  switch (ask) {
    case "yield":
      return typeof asked === "number" && asked < epoch
        ? Effect.succeed({ epoch, yielded: false })
        : Effect.map(owner.letGo(250), (stored) => ({ epoch, yielded: true, stored }))
    case "inject":
      return inject(owner, String(id), String(frame))
    case "hangup":
      owner.hangUp()
      return Effect.succeed({ epoch, ok: true })
    case "session":
      return Effect.sync(owner.about)
    default:
      return Effect.succeed({ epoch, error: "unknown question" })
  }
}

/** Appends before it sends, so that a fenced owner cannot inject. The same id is sent once. */
const inject = (owner: Answerer, id: string, frame: string): Effect.Effect<unknown> =>
  Effect.suspend((): Effect.Effect<unknown> => {
    const { epoch, injected } = owner
    if (injected.has(id)) return Effect.succeed({ epoch, ok: true, repeated: true })
    if (eventOf(frame) === undefined) return Effect.succeed({ epoch, error: "the frame is not a JSON object" })
    injected.add(id)
    const [oldest] = injected
    if (injected.size > maxInjected && oldest !== undefined) injected.delete(oldest)
    return Effect.map(owner.record(frame, id), (stored) => {
      if (!stored || owner.isOver()) {
        injected.delete(id)
        return { epoch, error: "the record is unavailable" }
      }
      owner.send(frame)
      return { epoch, ok: true }
    })
  })
