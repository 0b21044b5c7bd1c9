import { Base64, Pcm16 } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { makeTape } from "../src/link/tape.ts"
import { channelsOf, playoutOf, soundOf, soundWaves, uplinkOf } from "../src/state/Sound.ts"
import { received, sent } from "./passing.ts"

const base64 = (ms: number, level: number) => Base64.encode(Pcm16.toBytes(new Int16Array(ms * 24).fill(level)))
const append = (at: number, ms = 40) => sent(at, { type: "input_audio_buffer.append", audio: base64(ms, 8192) })
const delta = (at: number, itemId: string, ms: number) =>
  received(at, {
    type: "response.output_audio.delta",
    response_id: "r",
    item_id: itemId,
    output_index: 0,
    content_index: 0,
    delta: base64(ms, 16_384)
  })
const truncate = (at: number, itemId: string, ms: number) =>
  sent(at, { type: "conversation.item.truncate", item_id: itemId, content_index: 0, audio_end_ms: ms })

it("recorded speech of the model plays when it arrived, one piece after the other", () => {
  const { durationMs, model } = soundOf([delta(1000, "a", 400), delta(1010, "a", 400), delta(5000, "b", 200)])
  expect(model.map(({ at }) => at)).toEqual([1000, 1400, 5000])
  expect(durationMs).toBe(5200)
})

it("a recorded interruption ends what was heard, and the next answer starts when it arrives", () => {
  const sound = soundOf([delta(1000, "a", 400), delta(1010, "a", 400), truncate(1500, "a", 480), delta(1600, "b", 100)])
  expect(sound.items.get("a")?.heardMs).toBe(480)
  expect(sound.model.map(({ at, samples }) => [at, samples.length / 24])).toEqual([
    [1000, 400],
    [1400, 80],
    [1600, 100]
  ])
  expect(playoutOf(sound).speeches.get("a")).toMatchObject({ totalMs: 800, heardMs: 480, settled: true })
  expect(soundWaves(sound).between(0, 3000, 3000).cuts).toEqual([1480])
})

it("recorded audio of the user has no gap where its blocks came a little early or late", () => {
  const sound = soundOf([append(100), append(155), append(180), append(2000)])
  expect(sound.user.map(({ at }) => at)).toEqual([60, 100, 140, 1960])
  expect(uplinkOf(sound).levels).toEqual([0.25, 0.25, 0.25, 0.25])
  const [user, model] = channelsOf({ sound, offsetMs: 0 })
  expect([user.length, model.length]).toEqual([2000 * 24, 2000 * 24])
  expect([user[59 * 24], user[60 * 24]]).toEqual([0, 8192])
})

it("narrow audio is played at its own rate without a gap, and damaged audio is silent", () => {
  const format = { type: "audio/pcmu" }
  const narrow = (at: number) =>
    received(at, {
      type: "response.output_audio.delta",
      response_id: "r",
      item_id: "a",
      output_index: 0,
      content_index: 0,
      delta: Base64.encode(new Uint8Array(800))
    })
  const sound = soundOf([
    received(0, { type: "session.created", session: { type: "realtime", audio: { output: { format } } } }),
    narrow(10),
    narrow(20),
    sent(20, { type: "input_audio_buffer.append", audio: "?" })
  ])
  // The resampler keeps the last 4 ms for what may follow.
  expect(sound.items.get("a")?.samples.length).toBe(2 * 2400 - 96)
  expect(sound.user[0]?.samples.length).toBe(0)
})

it("a tape has one recording per connection, and a full one refuses more", async () => {
  const tape = makeTape(20)
  const [first, second] = [Effect.runSync(tape.makeSink()), Effect.runSync(tape.makeSink())]
  Effect.runSync(first.write("one\n"))
  Effect.runSync(second.write("two\n"))
  Effect.runSync(first.write("three\n"))
  expect(await Promise.all(tape.recordings().map((blob) => blob.text()))).toEqual(["one\nthree\n", "two\n"])
  expect(Effect.runSyncExit(first.write("much too long\n"))._tag).toBe("Failure")
})
