/** One side of a recording, played to the other, who is live. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { EndLine, EventLine, Line } from "../Line.ts"
import type { Recording } from "../parse.ts"
import { Names } from "./Names.ts"
import { sleepUntil } from "./paced.ts"
import { ReplayError } from "./ReplayError.ts"
import { Unnamed } from "./Unnamed.ts"

export interface PlayOptions {
  /** How many times as fast as it was recorded; `Infinity` for without pauses. Default 1. */
  readonly speed?: number
  /** How long the live side may take to do what it did in the recording, in ms; default 30,000. */
  readonly patience?: number
}

export type Side = "client" | "server"

/** Events of other types come in any number: the live side need not send them as often as it did. */
export const isCounted = (type: string): boolean => !/\.(append|delta)$|^rate_limits\./.test(type)

/** The direction in which the events of a side stand in a recording. */
const directionOf = (recording: Recording, side: Side): EventLine["direction"] =>
  recording.header.side === side ? "out" : "in"

interface Playing<E, R> {
  readonly recording: Recording
  readonly side: Side
  readonly options: PlayOptions
  /** The counted events of the live side, as they come. */
  readonly live: Queue.Dequeue<LiveEvent>
  /** Plays one line of the side; its event has the ids of the live conversation. */
  readonly perform: (line: Exclude<Line, EndLine>) => Effect.Effect<void, E, R>
}

export interface LiveEvent {
  readonly type: string
}

/**
 * Plays line after line. Before a line it waits until the live side has done what it had done in the recording at that
 * point (deltas, appended audio and rate limits aside), then for as long as the recorded pause. Gives the end line, where
 * the recording has one. What the live side does beyond the recording is let be.
 */
export const play = Effect.fnUntraced(function* <E, R>({
  live,
  options: { patience = 30_000, speed = 1 },
  perform,
  recording,
  side
}: Playing<E, R>): Effect.fn.Return<EndLine | undefined, E | ReplayError, R> {
  const own = directionOf(recording, side)
  const names = new Names()
  const unnamed = new Unnamed()
  const waiting = new Map<string, Array<LiveEvent>>()
  const taken = new Map<string, number>()
  const recorded = new Map<string, number>()
  for (const line of recording.lines) {
    if (!("event" in line) || line.direction === own) continue
    recorded.set(line.event.type, (recorded.get(line.event.type) ?? 0) + 1)
  }
  // The time of the recording that is `clock` on the clock of the replay.
  let anchor = { t: 0, clock: yield* Clock.currentTimeMillis }

  const take = Effect.fnUntraced(function* (type: string) {
    const nth = (taken.get(type) ?? 0) + 1
    taken.set(type, nth)
    const late = new ReplayError({
      awaited: type,
      nth,
      message: `the recording goes on with ${type} (number ${nth} of its type), which did not come within ${patience} ms`
    })
    const next = Effect.timeoutOrElse(Queue.take(live), { duration: patience, orElse: () => Effect.fail(late) })
    for (;;) {
      const event = waiting.get(type)?.shift()
      if (event !== undefined) return event
      const arrived = yield* next
      const before = waiting.get(arrived.type) ?? []
      const left = (recorded.get(arrived.type) ?? 0) - (taken.get(arrived.type) ?? 0) + (arrived.type === type ? 1 : 0)
      if (before.length < left) waiting.set(arrived.type, [...before, arrived])
    }
  })

  for (const line of recording.lines) {
    if ("end" in line) return line
    if (line.direction === own) {
      yield* sleepUntil(anchor.clock + (line.t - anchor.t) / speed)
      yield* perform("event" in line ? { ...line, event: names.inLive(unnamed.said(line.event, names)) } : line)
    } else if ("event" in line && isCounted(line.event.type)) {
      const event = yield* take(line.event.type)
      names.learn(line.event, event)
      unnamed.taken(line.event, event)
      anchor = { t: line.t, clock: yield* Clock.currentTimeMillis }
    }
  }
  return undefined
})
