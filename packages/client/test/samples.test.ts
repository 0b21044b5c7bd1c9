import type { ClientEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { runInNewContext } from "node:vm"
import { samplesOf } from "../src/boundary/samplesOf.ts"
import { against, failure, type Peer } from "./against.ts"

const pcm = [0, 16_384, -16_384, 32_767, -32_768]
const floats = [0, 0.5, -0.5, 1, -1]
const bytes = Buffer.from(Int16Array.from(pcm).buffer)
const odd = new Uint8Array(bytes.length + 1)
odd.set(bytes, 1)

it("every form that programs have samples in is the same PCM16", () => {
  const forms = [
    Int16Array.from(pcm),
    Float32Array.from(floats),
    Float64Array.from(floats),
    bytes,
    new Uint8Array(bytes),
    // At an odd offset of its buffer.
    odd.subarray(1),
    new Uint8Array(bytes).buffer,
    new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    runInNewContext("Float32Array.from([0, 0.5, -0.5, 1, -1])"),
    runInNewContext("Int16Array.from([0, 16384, -16384, 32767, -32768])")
  ]
  for (const form of forms) assert.deepStrictEqual([...samplesOf(form)], pcm)
  assert.deepStrictEqual([...samplesOf(Float32Array.of(2, -7, Number.NaN))], [32_767, -32_768, 0])
})

it("floats go out as PCM16 and never as noise; what is no sound is refused with words", async () => {
  const came = Promise.withResolvers<ClientEvent>()
  const peer = (connection: Peer) =>
    Stream.runForEach(connection.incoming, (decoded) =>
      Effect.sync(() => decoded._tag === "Known" && came.resolve(decoded.event))
    )
  await against(peer, async (session) => {
    const wrong: ReadonlyArray<readonly [unknown, string]> = [
      [undefined, "not Undefined"],
      ["UklGRg==", "not String"],
      [[0, 1, 2], "not Array"],
      [Int8Array.of(1), "not Int8Array"],
      [Uint16Array.of(1), "not Uint16Array"],
      [Int32Array.of(1), "not Int32Array"],
      [{ getChannelData: () => Float32Array.of(0) }, "not an object"],
      [Uint8Array.of(1, 2, 3), "3 bytes end inside a sample"]
    ]
    for (const [samples, said] of wrong) {
      const error = await failure(Reflect.apply(session.sendAudio, session, [samples]))
      assert.deepStrictEqual([error.code, error.message.includes(said)], ["invalid", true], error.message)
    }
    await session.sendAudio(Float32Array.from(floats))
    const event = await came.promise
    assert(event.type === "input_audio_buffer.append")
    assert.strictEqual(event.audio, bytes.toString("base64"))
  })
})
