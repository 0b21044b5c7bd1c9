/** What a carrier repeats costs the same each time, and is bounded. */
import { acceptStream, audioSocket, Dialects } from "@antiphon/telephony"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { vi } from "vitest"
import { makeIncomingAudio } from "../src/call/IncomingAudio.ts"
import { inbound } from "./frames.ts"

it.effect("audio before the start of a call is kept up to 100 frames, also if they are empty", () =>
  Effect.gen(function* () {
    const stream = yield* acceptStream({ dialect: Dialects.twilio, send: () => {}, close: () => {} })
    const empty = JSON.stringify({ event: "media", media: { payload: "" } })
    for (let frame = 0; frame < 1000; frame++) stream.receive(empty)
    stream.receive(inbound.twilio[1])
    const call = yield* stream.call
    stream.closed(true)
    const audio = yield* Stream.runCollect(call?.audio ?? Stream.empty)
    assert.isAtMost(audio.length, 100)
  })
)

it("at most 50 chunks wait for one that is missing, also if they are empty", () => {
  const incoming = makeIncomingAudio(8000, false)
  const chunk = (at: number) => ({ _tag: "Audio", bytes: new Uint8Array(), chunk: 3 * at }) as const
  let passed = 0
  for (let at = 0; at < 1000; at++) {
    passed += incoming.push(chunk(at), new Int16Array()).length
    assert.isAtLeast(passed, at - 50)
  }
})

it("a frame of AudioSocket that comes byte by byte is copied once", () => {
  const frame = new Uint8Array(3 + 20_000).fill(7)
  frame.set([0x10, 20_000 >> 8, 20_000 & 255])
  const split = audioSocket({ admitsCall: () => true }).makeSplitter()
  const set = vi.spyOn(Uint8Array.prototype, "set")
  const frames = [...frame].flatMap((byte) => split(Uint8Array.of(byte)))
  const copied = set.mock.calls.reduce((sum, [bytes]) => sum + bytes.length, 0)
  set.mockRestore()
  assert.deepEqual(frames, [frame])
  assert.isBelow(copied, 2 * frame.length)
})
