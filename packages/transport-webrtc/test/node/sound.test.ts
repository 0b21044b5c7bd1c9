/** What is said on one side is heard on the other, over real UDP and a network that loses and reorders. */
import { ClientEvent, type Media, ServerEvent, type TransportError } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { nodeDataChannel } from "../../src/node.ts"
import { lossy } from "./lossy.ts"
import { bindAddress, pair } from "./pair.ts"
import { correlation, delayOf, energy, envelope, readSpeech } from "./speech.ts"

const client = { endpoint: { incoming: ServerEvent, outgoing: ClientEvent } }
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** Listens until `samples` have come. */
const listen = (media: Media, samples: number): Effect.Effect<Int16Array, TransportError> =>
  Effect.gen(function* () {
    const heard = new Int16Array(samples)
    let at = 0
    yield* media.incoming.pipe(
      Stream.takeWhile(() => at < samples),
      Stream.runForEach((piece) =>
        Effect.sync(() => {
          heard.set(piece.subarray(0, samples - at), at)
          at += piece.length
        })
      )
    )
    return heard
  })

/** Someone talks for three seconds. */
const spoken = Effect.promise(async () => (await readSpeech()).subarray(12_000, 12_000 + 3 * 24_000))

describe("speech", () => {
  it.live(
    "of three seconds survives 5 % loss and 5 % of packets that come three late, in time and level",
    () =>
      Effect.gen(function* () {
        const said = yield* spoken
        const weather = lossy(yield* nodeDataChannel({ bindAddress }), { seed: 7, loss: 0.05, late: 0.05, by: 3 })
        const ends = yield* pair(client, { vocabulary, peerConnections: weather })
        const own = Option.getOrThrow(ends.client.media)
        const peer = Option.getOrThrow(ends.server.media)
        const listening = yield* Effect.forkChild(listen(peer, said.length + 24_000))
        // What comes first may be lost, and nothing tells how much of it there was.
        yield* own.send(new Int16Array(12_000))
        yield* own.send(said)
        const heard = yield* listening.pipe(Fiber.join)
        const { late, lost } = weather.counts()
        assert.isAbove(lost, 3)
        assert.isAbove(late, 3)
        const delay = delayOf(said, heard)
        const kept = correlation(said, heard, delay)
        const shape = correlation(envelope(said), envelope(heard.subarray(delay)))
        const level = 10 * Math.log10(energy(heard.subarray(delay, delay + said.length)) / energy(said))
        assert.isAbove(kept, 0.7, `waveform ${kept}, envelope ${shape}, level ${level} dB`)
        assert.isAbove(shape, 0.95)
        assert.closeTo(level, 0, 1.5)
      }),
    30_000
  )
})
