/** Requirements of whole calls, on the carrier's side that the subject gives. */
import { sampleRate } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type { StreamOptions } from "../call/acceptStream.ts"
import { makeCallRegistry } from "../call/CallRegistry.ts"
import type { Frame } from "../Dialect.ts"
import { simulateCall } from "../testing/simulateCall.ts"
import type { DialectSubject, Requirement } from "./Subject.ts"

interface Ring extends Pick<StreamOptions, "registry"> {
  readonly callId?: string
  readonly delayMs?: number
  /** Called with each frame that the application sends. */
  readonly onFrame?: (frame: Frame) => void
}

/** Calls have this id, which is also a uuid. */
const first = "00000000-0000-4000-8000-000000000001"
const second = "00000000-0000-4000-8000-000000000002"

/** A call that has started. */
const ring = ({ counterpart, dialect }: DialectSubject, { callId = first, onFrame, ...way }: Ring = {}) =>
  Effect.gen(function* () {
    const side = counterpart(callId)
    const hear = (frame: Frame) => {
      onFrame?.(frame)
      return side.hear(frame)
    }
    const options = { dialect, counterpart: { ...side, hear }, callId, say: new Int16Array(0), delayMs: 40 }
    const simulated = yield* simulateCall({ ...options, ...way })
    yield* TestClock.adjust(600)
    const call = yield* Effect.raceFirst(simulated.stream.call, Effect.as(Effect.yieldNow, undefined))
    return call === undefined ? undefined : { ...simulated, call, side, rate: sampleRate(side.format) }
  })

type Ringing = NonNullable<Effect.Success<ReturnType<typeof ring>>>

/** A check of a call that has started. */
const onCall =
  (check: (ringing: Ringing, subject: DialectSubject) => Effect.Effect<string | undefined>, options: Ring = {}) =>
  (subject: DialectSubject) =>
    Effect.scoped(
      Effect.flatMap(ring(subject, options), (ringing) =>
        ringing === undefined ? Effect.succeed("the call does not start") : check(ringing, subject)
      )
    )

const silence = (rate: number, ms: number): Int16Array => new Int16Array((rate * ms) / 1000).fill(500)

/** The names of marks and the lengths of audio that an application sends while it speaks in drops. */
const spoken = (subject: DialectSubject) =>
  Effect.gen(function* () {
    const frames: Array<Frame> = []
    const ringing = yield* ring(subject, { onFrame: (frame) => frames.push(frame) })
    if (ringing === undefined) return undefined
    const { call, rate, side } = ringing
    for (const ms of [13, 27, 7, 333, 1, 20, 60]) {
      call.speaker.queue(silence(rate, ms))
      yield* TestClock.adjust(ms)
    }
    yield* TestClock.adjust(1500)
    const heard = frames.map(side.hear)
    return {
      ...ringing,
      lengths: heard.flatMap((each) => (each._tag === "Audio" ? [each.bytes.length] : [])),
      marks: heard.flatMap((each) => (each._tag === "Mark" ? [each.name] : []))
    }
  })

const frameBytes = (subject: DialectSubject, rate: number): number =>
  (rate / 50) * (subject.counterpart(first).format.type === "audio/pcm" ? 2 : 1)

const endOf = ({ call }: Ringing) => Effect.raceFirst(call.ended, Effect.as(Effect.sleep(0), "none"))

const ended = (ringing: Ringing, expected: string) =>
  Effect.gen(function* () {
    yield* TestClock.adjust(100)
    const fiber = yield* Effect.forkChild(endOf(ringing))
    yield* TestClock.adjust(1)
    const end = fiber.pollUnsafe()
    const reason = end?._tag === "Success" ? end.value : "none"
    return reason === expected ? undefined : `the call ends as ${reason}, not as ${expected}`
  })

export const callRequirements: ReadonlyArray<Requirement> = [
  {
    id: "frames.law",
    statement: "Audio is sent in frames as the facts of the dialect say, the last one filled.",
    check: (subject) =>
      Effect.scoped(
        Effect.map(spoken(subject), (said) => {
          if (said === undefined) return "the call does not start"
          const frame = frameBytes(subject, said.rate)
          const { frames } = subject.dialect.facts
          const isRight = (length: number) =>
            frames === "exact" ? length === frame : frames === "any" || length % frame === 0
          const wrong = said.lengths.find((length) => !isRight(length))
          if (said.lengths.length === 0) return "the carrier's side gets no audio"
          return wrong === undefined ? undefined : `${wrong} bytes are sent where a frame has ${frame}`
        })
      )
  },
  {
    id: "marks.once",
    statement: "Each mark is sent once, and a carrier without marks gets none.",
    check: (subject) =>
      Effect.scoped(
        Effect.map(spoken(subject), (said) => {
          if (said === undefined) return "the call does not start"
          if (subject.dialect.facts.marks === "none") {
            return said.marks.length === 0 ? undefined : "marks are sent to a carrier that has none"
          }
          if (said.marks.length === 0) return "the carrier's side gets no mark"
          return new Set(said.marks).size === said.marks.length ? undefined : "a mark is sent twice"
        })
      )
  },
  {
    id: "marks.stale",
    statement: "Marks of before a clear move nothing, whether the carrier returns them or drops them.",
    check: onCall(({ call, rate }) =>
      Effect.gen(function* () {
        call.speaker.queue(silence(rate, 3000))
        yield* TestClock.adjust(1000)
        yield* Effect.promise(() => Promise.resolve(call.speaker.clear()))
        yield* TestClock.adjust(200)
        call.speaker.queue(silence(rate, 3000))
        yield* TestClock.adjust(400)
        const ms = ((call.speaker.position().until - 3 * rate) * 1000) / rate
        return ms >= 250 && ms <= 520 ? undefined : `400 ms after a clear ${Math.round(ms)} ms count as heard`
      })
    )
  },
  {
    id: "window",
    statement: "No more audio than the facts allow is sent ahead of what was played.",
    check: onCall(({ call, carrier, rate }, { dialect }) =>
      Effect.gen(function* () {
        for (let second = 0; second < 65; second += 1) call.speaker.queue(silence(rate, 1000))
        yield* TestClock.adjust(400)
        const aheadMs = (carrier.waiting() * 1000) / rate
        const most = dialect.facts.aheadMs + 20
        return aheadMs <= most ? undefined : `${Math.round(aheadMs)} ms are ahead, and ${most} are allowed`
      })
    )
  },
  {
    id: "position",
    statement: "The position at a clear is within 25 ms of what the carrier played, at 0 and at 150 ms one way.",
    check: (subject) =>
      Effect.gen(function* () {
        for (const delayMs of [0, 150]) {
          const wrong = yield* Effect.scoped(positionAt(subject, delayMs))
          if (wrong !== undefined) return wrong
        }
        return undefined
      })
  },
  {
    id: "keys",
    statement: "Keys of the caller arrive, and the socket presses keys if the facts say so.",
    check: onCall(({ call, carrier }, { dialect }) =>
      Effect.gen(function* () {
        carrier.press("4")
        yield* TestClock.adjust(100)
        const pressed = yield* Effect.raceFirst(
          Effect.map(Stream.runCollect(Stream.take(call.dtmf, 1)), (all) => [...all].join("")),
          Effect.as(Effect.yieldNow, "")
        )
        if (pressed !== "4") return `the caller presses 4, and ${pressed || "nothing"} arrives`
        if (!dialect.facts.dtmf) return undefined
        yield* Effect.ignore(call.sendDtmf("7#"))
        yield* TestClock.adjust(100)
        return carrier.pressed() === "7#" ? undefined : `the application presses 7#, and ${carrier.pressed()} arrives`
      })
    )
  },
  {
    id: "ends.closed",
    statement: "A call ends as hung up when its socket closes without a stop, and as lost when it breaks.",
    check: (subject) =>
      Effect.gen(function* () {
        const closed = onCall((ringing) => {
          ringing.stream.closed(true)
          return ended(ringing, "hung_up")
        })
        const broken = onCall((ringing) => {
          ringing.stream.closed(false)
          return ended(ringing, "lost")
        })
        return (yield* closed(subject)) ?? (yield* broken(subject))
      })
  },
  {
    id: "ends.silent",
    statement: "30 s without media end a call.",
    check: onCall((ringing) =>
      Effect.gen(function* () {
        ringing.carrier.stall()
        yield* TestClock.adjust("31 seconds")
        return yield* ended(ringing, "silent")
      })
    )
  },
  {
    id: "ends.replaced",
    statement: "A second stream of a call retires the first, and another call goes on.",
    check: (subject) =>
      Effect.scoped(
        Effect.gen(function* () {
          const registry = makeCallRegistry()
          const one = yield* ring(subject, { registry })
          const other = yield* ring(subject, { registry, callId: second })
          yield* ring(subject, { registry })
          if (one === undefined || other === undefined) return "the call does not start"
          return (yield* ended(one, "replaced")) ?? (yield* ended(other, "none"))
        })
      )
  },
  {
    id: "ends.heard",
    statement: "What was said last is heard before the application hangs up, and the carrier sees the end.",
    check: onCall((ringing) =>
      Effect.gen(function* () {
        const { call, carrier, rate } = ringing
        call.speaker.queue(silence(rate, 800))
        yield* Effect.forkChild(Effect.andThen(call.played, call.hangup))
        yield* TestClock.adjust(1500)
        const heardMs = (carrier.played() * 1000) / rate
        if (heardMs !== 800) return `${heardMs} ms of 800 are heard`
        return yield* ended(ringing, "ours")
      })
    )
  },
  {
    id: "calls.apart",
    statement: "Two calls at once do not mix.",
    check: (subject) =>
      Effect.scoped(
        Effect.gen(function* () {
          const registry = makeCallRegistry()
          const one = yield* ring(subject, { registry })
          const other = yield* ring(subject, { registry, callId: second })
          if (one === undefined || other === undefined) return "the call does not start"
          one.call.speaker.queue(silence(one.rate, 200))
          other.call.speaker.queue(silence(other.rate, 400))
          yield* TestClock.adjust(1200)
          const heard = [one, other].map(({ carrier, rate }) => (carrier.played() * 1000) / rate)
          return heard.join() === "200,400" ? undefined : `${heard.join(" and ")} ms are played, not 200 and 400`
        })
      )
  }
]

const positionAt = (subject: DialectSubject, delayMs: number) =>
  Effect.gen(function* () {
    const ringing = yield* ring(subject, { delayMs })
    if (ringing === undefined) return "the call does not start"
    const { call, carrier, rate } = ringing
    call.speaker.queue(silence(rate, 6000))
    yield* TestClock.adjust(2013)
    const { until } = yield* Effect.promise(() => Promise.resolve(call.speaker.clear()))
    yield* TestClock.adjust(delayMs + 150)
    const told = (until * 1000) / rate
    const heard = ((carrier.clears()[0] ?? carrier.played()) * 1000) / rate
    return Math.abs(told - heard) <= 25
      ? undefined
      : `at ${delayMs} ms one way ${Math.round(told)} ms are said to be heard, and ${Math.round(heard)} are`
  })
