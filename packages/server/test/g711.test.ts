/** Sessions that speak G.711 on the wire, as telephony does. */
import { Base64, G711, type G711Law, Resampler } from "@antiphon/audio"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { Engine } from "../src/index.ts"
import * as Codec from "../src/machine/codec.ts"
import { Bench } from "./bench.ts"
import { all, connect, joined, only, silence, tone } from "./helper.ts"

const laws = ["audio/pcmu", "audio/pcma"] as const

const slow = (samples: Int16Array): Int16Array => {
  const resampler = Resampler.make({ from: 24_000, to: 8000 })
  return joined([resampler.process(samples), resampler.flush()])
}

const bytesOf = (text: string): Uint8Array => {
  const bytes = Base64.decode(text)
  if (bytes._tag === "Failure") throw bytes.failure
  return bytes.success
}

const linear = (law: G711Law, texts: ReadonlyArray<string>): Int16Array =>
  joined(texts.map((text) => G711.decode(law, G711.fromBytes(law, bytesOf(text)))))

/** Signal to noise in dB, where the louder signal is the first. */
const snr = (signal: Int16Array, other: Int16Array): number => {
  let power = 0
  let noise = 0
  for (const [i, sample] of signal.entries()) {
    power += sample ** 2
    noise += (sample - (other[i] ?? 0)) ** 2
  }
  return 10 * Math.log10(power / Math.max(1, noise))
}

describe("the codec", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 })
  const signal = tone(120).map((sample, i) => sample - (i % 97) * 20)

  it("gives the same samples however the incoming bytes are split", () => {
    const bytes = G711.encode("audio/pcmu", slow(signal))
    const whole = Codec.decode("audio/pcmu", Codec.begin, Base64.encode(bytes), true)
    fc.assert(
      fc.property(cuts, (sizes) => {
        let passage = Codec.begin
        const got: Array<Int16Array> = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          const next = Codec.decode("audio/pcmu", passage, Base64.encode(bytes.subarray(at, at + size)))
          if (Result.isFailure(next)) throw new Error(next.failure)
          got.push(next.success.samples)
          ;({ passage } = next.success)
          at += size
        }
        got.push(Codec.rest(passage))
        assert.deepStrictEqual(joined(got), Result.isFailure(whole) ? silence(0) : whole.success.samples)
      }),
      { numRuns: 100 }
    )
  })

  it("gives the same bytes however the outgoing samples are split", () => {
    const whole = bytesOf(Codec.encodeAll("audio/pcma", signal))
    fc.assert(
      fc.property(cuts, (sizes) => {
        let passage = Codec.begin
        const got: Array<string> = []
        for (let at = 0, i = 0; at < signal.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          const next = Codec.encode("audio/pcma", passage, signal.subarray(at, at + size))
          got.push(...next.texts)
          ;({ passage } = next)
          at += size
        }
        got.push(...Codec.encode("audio/pcma", passage, silence(0), true).texts)
        assert.deepStrictEqual(
          got.flatMap((text) => [...bytesOf(text)]),
          [...whole]
        )
      }),
      { numRuns: 100 }
    )
  })
})

describe("a G.711 session", () => {
  for (const type of laws) {
    it.effect(`${type}: a turn is echoed, and its audio is retrieved in the format`, () =>
      Effect.gen(function* () {
        const { expect, send, until } = yield* connect(Engine.echo)
        yield* expect("session.created")
        yield* send("session.update", {
          session: { type: "realtime", audio: { input: { format: { type } }, output: { format: { type } } } }
        })
        const { session } = yield* expect("session.updated")
        assert.deepStrictEqual(session.type === "realtime" && session.audio?.input?.format, { type })
        const turn = slow(joined([silence(500), tone(700), silence(900)]))
        for (let at = 0; at < turn.length; at += 160) {
          const audio = Base64.encode(G711.encode(type, turn.subarray(at, at + 160)))
          yield* send("input_audio_buffer.append", { audio })
        }
        const events = yield* until("response.done")
        const start = only(events, "input_audio_buffer.speech_started").audio_start_ms
        const end = only(events, "input_audio_buffer.speech_stopped").audio_end_ms
        const said = turn.subarray(Number(start) * 8, Number(end) * 8)
        const echoed = linear(
          type,
          all(events, "response.output_audio.delta").map(({ delta }) => delta)
        )
        assert.strictEqual(echoed.length, said.length)
        assert.isAbove(snr(said, echoed), 25)
        assert.deepStrictEqual(only(events, "response.done").response.audio?.output?.format, { type })
        yield* send("conversation.item.retrieve", { item_id: only(events, "input_audio_buffer.committed").item_id })
        const { item } = yield* expect("conversation.item.retrieved")
        const [part] = item.type === "message" && item.role === "user" ? item.content : []
        const kept = part?.type === "input_audio" ? (part.audio ?? "") : ""
        assert.isAbove(snr(said, linear(type, [kept])), 25)
      })
    )
  }

  it("a commit by hand takes all appended audio, even what the codec held back", () => {
    const bench = new Bench()
    const input = { turn_detection: null, format: { type: "audio/pcmu" } }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input } } })
    const audio = Base64.encode(G711.encode("audio/pcmu", slow(tone(100))))
    bench.send({ type: "input_audio_buffer.append", audio })
    bench.send({ type: "input_audio_buffer.commit" })
    assert.strictEqual(bench.state.items[0]?.audio.get(0)?.length, 2400)
  })

  it("one response may have a format of its own", () => {
    const bench = new Bench()
    bench.send({ type: "response.create", response: { audio: { output: { format: { type: "audio/pcma" } } } } })
    const events = [...bench.chunk({ _tag: "Audio", samples: tone(250) }), ...bench.end()]
    const texts = all(events, "response.output_audio.delta").map(({ delta }) => delta)
    assert.strictEqual(linear("audio/pcma", texts).length, 2000)
    assert.strictEqual(
      events.findLastIndex(({ type }) => type === "response.output_audio.delta") + 1,
      events.findIndex(({ type }) => type === "response.output_audio.done")
    )
  })
})
