/** When a conversation moves to another connection before the server ends its session (protocol section 0). */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Conversation } from "./Conversation.ts"
import type { Gate } from "./Gate.ts"
import { expiresAt, isBetweenTurns } from "./select.ts"

export interface Rollover {
  readonly conversation: Conversation
  readonly gate: Gate
  readonly now: () => number
  readonly marginMs: number
  readonly deadlineMs: number
}

/** The two waits of a rollover. */
export interface Due {
  /** Until it is time to look for a good moment; for ever where the server has not said when the session ends. */
  readonly begins: Effect.Effect<void>
  /** Until nothing is under way: no turn, response, call, command or playback; or until it cannot wait any longer. */
  readonly calm: Effect.Effect<void>
}

/** Both waits of the session that has just begun. */
export const makeDue = ({ conversation, deadlineMs, gate, marginMs, now }: Rollover): Due => {
  const end = expiresAt(conversation.state())
  const life = (end ?? 0) - now()
  // A clock that is this wrong tells nothing.
  if (end === undefined || life <= 0) return { begins: Effect.never, calm: Effect.never }
  const margin = Math.min(marginMs, life / 2)
  const untilPlayed = Effect.suspend(() => Effect.sleep(Math.max(0, playing())))
  const playing = (): number => (conversation.playback()?.endsAt() ?? 0) - now()
  const isCalm = (): boolean =>
    gate.link()?.isIdle() === true && gate.isIdle() && playing() <= 0 && isBetweenTurns(conversation.state())
  const quiet: Effect.Effect<void> = Effect.gen(function* () {
    yield* Stream.runForEachWhile(conversation.changes, (state) =>
      Effect.sync(() => !isBetweenTurns(state) || gate.link()?.isIdle() !== true)
    )
    yield* gate.idle
    yield* untilPlayed
    if (!isCalm()) yield* quiet
  })
  const forced = Effect.suspend(() => Effect.sleep(Math.max(0, end - Math.min(deadlineMs, margin / 2) - now())))
  return { begins: Effect.sleep(life - margin), calm: Effect.raceFirst(quiet, forced) }
}
