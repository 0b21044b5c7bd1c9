/** Samples of another kind would be noise, so they are refused, with an error that begins at the line of the call. */
import { assert, it } from "@effect/vitest"
import { appendEvents, G711, Pcm16, Resampler, Wav } from "../src/index.ts"

const untyped =
  (call: (...args: Array<never>) => unknown) =>
  (...args: ReadonlyArray<unknown>): unknown =>
    Reflect.apply(call, undefined, args)
const floats = new Float32Array(2)
const mono = [new Int16Array(2)]

it.each([
  [Pcm16.concat, [undefined], "Pcm16.concat takes a list of Int16Array, not Undefined"],
  [Pcm16.concat, [new Int16Array(2)], "Pcm16.concat takes a list of Int16Array, not Int16Array"],
  [Pcm16.concat, [[floats]], "Pcm16.concat takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"],
  [Pcm16.fromFloat32, [mono[0]], "Pcm16.fromFloat32 takes a Float32Array, not Int16Array: it is PCM16 already"],
  [Pcm16.fromFloat32, [[0.5]], "Pcm16.fromFloat32 takes a Float32Array, not Array: make one with Float32Array.from"],
  [
    Pcm16.toFloat32,
    [floats],
    "Pcm16.toFloat32 takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [Pcm16.toBytes, [floats], "Pcm16.toBytes takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"],
  [
    Pcm16.fromBytes,
    [new ArrayBuffer(2)],
    "Pcm16.fromBytes takes a Uint8Array, not ArrayBuffer: wrap it with new Uint8Array(…)"
  ],
  [Pcm16.level, [[0.5]], "Pcm16.level takes an Int16Array or a Float32Array, not Array"],
  [Wav.write, [undefined], "Wav.write takes { sampleRate, channels }, not Undefined"],
  [Wav.write, [mono[0]], "Wav.write takes { sampleRate, channels }, not Int16Array"],
  [Wav.write, [{ channels: mono }], "sampleRate of Wav.write is Undefined: pass a whole number of Hz, e.g. 24000"],
  [
    Wav.write,
    [{ sampleRate: "24000", channels: mono }],
    "sampleRate of Wav.write is String: pass a whole number of Hz, e.g. 24000"
  ],
  [
    Wav.write,
    [{ sampleRate: Number.NaN, channels: mono }],
    "sampleRate of Wav.write is NaN: pass a whole number of Hz, e.g. 24000"
  ],
  [
    Wav.write,
    [{ sampleRate: 24_000, channels: mono[0] }],
    "channels of Wav.write is Int16Array: pass one Int16Array for mono, or two, in an array"
  ],
  [
    Wav.write,
    [{ sampleRate: 24_000, channels: [floats] }],
    "Wav.write takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [Wav.readHeader, ["RIFF"], "Wav.readHeader takes a Uint8Array, not String"],
  [
    G711.encode,
    ["audio/pcmu", floats],
    "G711.encode takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [
    appendEvents,
    [floats, { type: "audio/pcm", rate: 24_000 }, 100],
    "appendEvents takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [Wav.read, ["RIFF"], "Wav.read takes a Uint8Array, not String"],
  [Wav.writer, [{ sampleRate: 24_000 }], "channels of Wav.writer is Undefined: pass 1 or 2"],
  [
    Wav.writer({ sampleRate: 24_000, channels: 1 }).push,
    [floats],
    "push of a Wav.writer takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [
    Resampler.make({ from: 24_000, to: 16_000 }).process,
    [floats],
    "process of a Resampler takes an Int16Array, not Float32Array: convert it with Pcm16.fromFloat32"
  ],
  [
    Resampler.makeFloat32({ from: 24_000, to: 16_000 }).process,
    [mono[0]],
    "process of a Resampler takes a Float32Array, not Int16Array: it is PCM16 already"
  ]
])("%o refuses %o", (call, args, said) => {
  try {
    untyped(call)(...args)
  } catch (error) {
    assert(error instanceof TypeError)
    assert.strictEqual(error.message, said)
    // The first line below the message is the one in this file, or the call that this file made by reflection.
    assert.match(error.stack?.split("\n")[1] ?? "", /Reflect\.apply|need\.test/)
    return
  }
  assert.fail("it was accepted")
})
