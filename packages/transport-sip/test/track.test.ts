import { buildRtp } from "@antiphon/core/transport"
import { assert, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { keyPayload } from "../src/rtp/keys.ts"
import { makeTrack } from "../src/rtp/Track.ts"

const caller = { address: "127.0.0.1", port: 6000 }

const agreed = { ...caller, index: 0, law: "audio/pcmu", payloadType: 0, keysType: 101 } as const

/** A track, and what it gave. Nothing is agreed on. */
const silentTrack = () => {
  const samples: Array<Int16Array> = []
  const keys: Array<string> = []
  const sent: Array<Uint8Array> = []
  const made = makeTrack({
    write: (packet) => sent.push(packet),
    onSamples: (each) => samples.push(each),
    onKey: (key) => keys.push(key),
    random: () => 0.5
  })
  return { ...made, keys, samples, sent }
}

/** A track that is agreed on, and what it gave. */
const track = () => {
  const made = silentTrack()
  made.agree({ ...agreed, direction: "sendrecv" })
  return made
}

const packet = (sequence: number, payloadType = 0, payload: Uint8Array = new Uint8Array(160).fill(0x80)): Uint8Array =>
  buildRtp({ payloadType, marker: false, sequence, timestamp: sequence * 160, ssrc: 1, payload })

it("packets from another address or another port fail and change nothing", () => {
  const { packet: take, samples } = track()
  assert.isTrue(Result.isSuccess(take(packet(1), caller, 0)))
  for (const from of [
    { ...caller, port: 6002 },
    { ...caller, address: "127.0.0.2" }
  ]) {
    assert.isTrue(Result.isFailure(take(packet(40_000), from, 10)))
  }
  assert.isTrue(Result.isSuccess(take(packet(2), caller, 20)))
  assert.lengthOf(samples, 2)
})

it("a packet of another payload type, RTCP and garbage fail", () => {
  const { packet: take, samples } = track()
  for (const bytes of [packet(1, 34), packet(1, 72), new Uint8Array(5), new Uint8Array(40).fill(0xff)]) {
    assert.isTrue(Result.isFailure(take(bytes, caller, 0)))
  }
  assert.lengthOf(samples, 0)
})

it("a key between packets of audio is reported, and the audio has no hole for a lost packet", () => {
  const { keys, packet: take, samples, tick } = track()
  take(packet(1), caller, 0)
  take(packet(2, 101, keyPayload("7", 160, false)), caller, 20)
  take(packet(4), caller, 60)
  tick(130)
  assert.deepEqual(keys, ["7"])
  assert.strictEqual(
    samples.reduce((sum, { length }) => sum + length, 0),
    4 * 160
  )
})

it("a packet is sent each 20 ms by the clock, late ones at once, and a sleep of 10 s is not made up for", () => {
  const { sent, tick } = track()
  tick(0)
  tick(10)
  tick(20)
  assert.lengthOf(sent, 2)
  tick(100)
  assert.lengthOf(sent, 6)
  tick(10_100)
  assert.lengthOf(sent, 7)
})

it("nothing is sent before the audio is agreed on, nor on hold", () => {
  const { agree, sent, tick } = silentTrack()
  tick(0)
  tick(40)
  agree({ ...agreed, direction: "recvonly" })
  tick(60)
  tick(100)
  assert.lengthOf(sent, 0)
  agree({ ...agreed, direction: "sendrecv" })
  tick(120)
  assert.lengthOf(sent, 1)
})
