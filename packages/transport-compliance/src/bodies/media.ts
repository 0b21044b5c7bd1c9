/** Bodies on samples, which must arrive, be paced, and be cleared. */
import type { Media, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { check, endOf, failureOf, readPeer, roundTrip, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { violation, type Violation } from "../Violation.ts"

/** Two tones in hertz, far enough apart to survive any codec. */
const low = 440
const high = 1760

/** A sine of half the full scale. */
const tone = (hertz: number, seconds: number, { sampleRate }: Media): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) =>
    Math.round(16_384 * Math.sin((2 * Math.PI * hertz * index) / sampleRate))
  )

/** What one window contains. */
type Sound = "low" | "high" | "noise" | "silence"

/** Classifies 20 ms of sound. Zero crossings give the frequency of a sine, also after a lossy codec. */
const soundOf = (window: Int16Array, seconds: number): Sound => {
  let crossings = 0
  let energy = 0
  for (let index = 1; index < window.length; index++) {
    const [before = 0, now = 0] = [window[index - 1], window[index]]
    if (before < 0 !== now < 0) crossings += 1
    energy += now * now
  }
  if (energy / window.length < 1000 * 1000) return "silence"
  const hertz = crossings / 2 / seconds
  if (Math.abs(hertz - low) < low / 5) return "low"
  return Math.abs(hertz - high) < high / 5 ? "high" : "noise"
}

/** Listens to the end, in windows of 20 ms. */
const listen = (media: Media): Effect.Effect<Queue.Queue<Sound, TransportError>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const sounds = yield* Queue.unbounded<Sound, TransportError>()
    const size = Math.round(media.sampleRate / 50)
    let rest = new Int16Array(0)
    const hear = (samples: Int16Array) =>
      Effect.sync(() => {
        const all = new Int16Array(rest.length + samples.length)
        all.set(rest)
        all.set(samples, rest.length)
        let at = 0
        for (; at + size <= all.length; at += size)
          Queue.offerUnsafe(sounds, soundOf(all.subarray(at, at + size), 0.02))
        rest = all.slice(at)
      })
    yield* Stream.runForEach(media.incoming, hear).pipe(
      Effect.catch((error) => Queue.fail(sounds, error)),
      Effect.forkScoped
    )
    return sounds
  })

/** Takes windows until `count` of `sound` came. Returns how many of each came on the way. */
const until = (sounds: Queue.Dequeue<Sound, TransportError>, sound: Sound, count: number) =>
  within(
    `${count * 20} ms of the ${sound} tone`,
    Effect.gen(function* () {
      const counts = { low: 0, high: 0, noise: 0, silence: 0 }
      while (counts[sound] < count) counts[yield* Queue.take(sounds)] += 1
      return counts
    })
  )

/**
 * Sends a tone one way until 700 ms of it have arrived. Fails if as much of what arrives is another sound.
 * The tone goes on because what arrives of one second depends on the machine. An end opens its audio device when samples are first
 * asked for, and the device's clock may stand still for a while. A track loses the sound of that time.
 */
const isHeard = (from: Media, to: Media): Effect.Effect<void, Violation | TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const sounds = yield* listen(to)
    const second = tone(low, 1, from)
    yield* from.send(second).pipe(Effect.repeat({ times: longest - 1 }), Effect.ignore, Effect.forkScoped)
    const counts = yield* until(sounds, "low", 35)
    const others = counts.high + counts.noise
    yield* check(
      others < counts.low,
      () => `${others * 20} ms of other sounds arrived with ${counts.low * 20} ms of a tone`
    )
  })

/** How many seconds a tone goes on at most. */
const longest = 60

/** One body for each requirement on samples. */
export const media: BodiesOf<"media"> = {
  "media.incoming": ({ media: { own, peer } }) => isHeard(peer, own),

  "media.outgoing": ({ media: { own, peer } }) => isHeard(own, peer),

  // Three seconds of samples must take longer than 0.8 s to hand over.
  "media.paced": ({ media: { own } }) =>
    Effect.gen(function* () {
      const second = tone(low, 1, own)
      const sends = Effect.forEach([second, second, second], own.send, { discard: true })
      const from = performance.now()
      const waiting = yield* Effect.timeoutOption(sends, "800 millis")
      // After a stall of this process the samples may have been played meanwhile.
      const ms = performance.now() - from
      yield* check(waiting._tag === "None" || ms > 1000, () => `three seconds were handed over within ${ms} ms`)
    }),

  // A second tone marks the place after the clear. Little of the first one may precede it.
  "media.clear": ({ media: { own, peer } }) =>
    Effect.gen(function* () {
      const sounds = yield* listen(peer)
      // If this process stalled before the clear, most had been played by then, so it is tried again.
      for (const isLast of [false, false, false, true]) {
        const from = performance.now()
        yield* within("the send of 0.9 s", own.send(tone(low, 0.9, own)))
        const before = yield* until(sounds, "low", 5)
        yield* own.clear
        const tookMs = performance.now() - from
        const marks = own.send(tone(high, 0.4, own)).pipe(Effect.repeat({ times: longest - 1 }), Effect.ignore)
        const marking = yield* Effect.forkScoped(marks)
        const after = yield* until(sounds, "high", 10)
        yield* Fiber.interrupt(marking)
        const ms = (before.low + after.low) * 20
        if (ms < 700) return
        yield* check(tookMs > 500 && !isLast, () => `${ms} ms of 900 ms arrived though they were cleared early`)
      }
    }),

  // Nothing reads the samples of this end, and sending samples and events must go on all the same.
  "media.unread": (bench) =>
    Effect.gen(function* () {
      const { own, peer } = bench.media
      yield* within("a second of samples", peer.send(tone(low, 1, peer)))
      yield* isHeard(own, peer)
      yield* roundTrip(bench, yield* readPeer(bench))
    }),

  // The stream of samples and a later send fail with the reason of the connection's end.
  "media.ends": ({ connection, media: { own } }) =>
    Effect.gen(function* () {
      const reading = yield* Effect.forkScoped(
        Effect.andThen(Stream.runDrain(own.incoming), Effect.fail(violation("media.incoming completed; it must fail")))
      )
      yield* within("the close", connection.close(4000, "end"))
      const { reason } = yield* endOf("this end", connection)
      const received = yield* within("the end of media.incoming", Effect.flip(Fiber.join(reading)))
      if (received._tag === "Violation") return yield* received
      yield* same("media.incoming failed with", received.reason, reason)
      const sent = yield* failureOf("media.send after the end", own.send(tone(low, 0.1, own)))
      yield* same("media.send failed with", sent.reason, reason)
    })
}
