/** Plays one side of a recording to the other side, which is live. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { EndLine, EventLine, RecordedLine } from "../RecordedLine.ts"
import type { Recording } from "../parse.ts"
import { ClientNames } from "./ClientNames.ts"
import { IdMap } from "./IdMap.ts"
import { sleepUntil } from "./paced.ts"
import { ReplayError } from "./ReplayError.ts"

/** How to play a recording. */
export interface PlayOptions {
  /** The speed as a factor of the recorded one. `Infinity` plays without pauses. Defaults to 1. */
  readonly speed?: number
  /** How long the live side may take to do what it did in the recording. Defaults to 30 s. */
  readonly stepTimeout?: Duration.Input
}

/** The side of a recording that is played. */
export type Side = "client" | "server"

/** Whether the live side must send events of this type as often as recorded. Other types may come in any number. */
export const isCounted = (type: string): boolean => !/\.(append|delta)$|^rate_limits\./.test(type)

/** The direction in which the events of a side stand in a recording. */
const directionOf = (recording: Recording, side: Side): EventLine["direction"] =>
  recording.header.side === side ? "out" : "in"

interface Playing<E, R> {
  readonly recording: Recording
  readonly side: Side
  readonly options: PlayOptions
  /** The counted events of the live side, as they arrive. */
  readonly live: Queue.Dequeue<LiveEvent>
  /** Plays one line. Its event has the ids of the live conversation. */
  readonly perform: (line: Exclude<RecordedLine, EndLine>) => Effect.Effect<void, E, R>
}

/** An event of the live side. */
export interface LiveEvent {
  readonly type: string
}

/**
 * Plays line after line. Before each line it waits until the live side has done what it did in the recording up to there.
 * Deltas, appended audio and rate limits do not count. Then it waits for the recorded pause. Returns the end line, or
 * `undefined` if the recording has none. Ignores what the live side does beyond the recording.
 */
export const play = Effect.fnUntraced(function* <E, R>({
  live,
  options: { speed = 1, stepTimeout = "30 seconds" },
  perform,
  recording,
  side
}: Playing<E, R>): Effect.fn.Return<EndLine | undefined, E | ReplayError, R> {
  const own = directionOf(recording, side)
  const ids = new IdMap()
  const clientNames = new ClientNames()
  const timeout = Duration.fromInputUnsafe(stepTimeout)
  const waiting = new Map<string, Array<LiveEvent>>()
  const taken = new Map<string, number>()
  const recorded = new Map<string, number>()
  for (const line of recording.lines) {
    if (!("event" in line) || line.direction === own) continue
    recorded.set(line.event.type, (recorded.get(line.event.type) ?? 0) + 1)
  }
  // The time `t` of the recording stands for the time `clock` of the replay.
  let anchor = { t: 0, clock: yield* Clock.currentTimeMillis }

  const take = Effect.fnUntraced(function* (type: string) {
    const nth = (taken.get(type) ?? 0) + 1
    taken.set(type, nth)
    const late = new ReplayError({
      awaited: type,
      nth,
      message: `the recording continues with ${type} (number ${nth} of its type), which did not come within ${Duration.toMillis(timeout)} ms`
    })
    const next = Effect.timeoutOrElse(Queue.take(live), { duration: timeout, orElse: () => Effect.fail(late) })
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
      yield* perform("event" in line ? { ...line, event: ids.inLive(clientNames.inLive(line.event, ids)) } : line)
    } else if ("event" in line && isCounted(line.event.type)) {
      const event = yield* take(line.event.type)
      ids.learn(line.event, event)
      clientNames.learn(line.event, event)
      anchor = { t: line.t, clock: yield* Clock.currentTimeMillis }
    }
  }
  return undefined
})
