import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Assembled,
  type AudioFormat,
  Base64,
  G711,
  type G711Law,
  OutputAssembly,
  OutputAudio,
  type PartAudio,
  type PartRef
} from "../src/index.ts"
import { audioDelta, audioDone, partAdded, partDone, responseDone, transcriptDelta, transcriptDone } from "./events.ts"

const ref: fc.Arbitrary<PartRef> = fc.record({
  responseId: fc.constantFrom("resp_1", "resp_2"),
  itemId: fc.constantFrom("item_1", "item_2"),
  contentIndex: fc.nat({ max: 1 })
})
const raw = (part: PartRef, delta: string) => ({ ...audioDelta(part, new Int16Array(0)), delta })

const event = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(ref, fc.uint8Array({ maxLength: 9 })).map(([part, b]) => raw(part, Base64.encode(b)))
  },
  ref.map((part) => raw(part, "AA!A")),
  ref.map((part) => partAdded(part)),
  ref.map((part) => ({ ...partAdded(part), part: { type: "text", text: "" } }) as const),
  ref.map(partDone),
  ref.map(audioDone),
  ref.map((part) => transcriptDelta(part, "Good ")),
  ref.map((part) => transcriptDone(part, "Good morning")),
  fc.constantFrom("resp_1", "resp_2").map(responseDone)
)
/** Any events, some of them repeated at once or later. */
const events = fc
  .array(fc.tuple(event, fc.option(fc.nat({ max: 40 }), { freq: 6 })), { maxLength: 40 })
  .map((told) =>
    told.flatMap(([each, again]) => (again === null ? [each] : [each, told[again % told.length]?.[0] ?? each]))
  )

const plain = (outputs: ReadonlyArray<PartAudio>) =>
  outputs.map((output) =>
    output._tag === "Audio" ? [output.part, Array.from(output.samples)] : [output.part, output._tag]
  )

const inside = "the audio ends inside a sample"

/** A gap within a part. What a part ends with is the assembly's alone to report. */
const gapOf = (output: Assembled<AudioFormat>): ReadonlyArray<PartAudio> =>
  output._tag === "Irregular" && output.reason._tag === "Gap" && output.reason.detail !== inside
    ? [{ _tag: "Gap", part: output.part, detail: output.reason.detail }]
    : []

/** The same by the assembly, with its other irregular outputs left out and G.711 made linear. */
const byAssembly = (format: AudioFormat) => {
  if (format.type === "audio/pcm") {
    const { push } = OutputAssembly.make({ format, retention: "none" })
    return (told: Parameters<typeof push>[0]): ReadonlyArray<PartAudio> =>
      push(told).flatMap((output) => (output._tag === "Audio" || output._tag === "Ended" ? [output] : gapOf(output)))
  }
  const law: G711Law = format.type
  const { push } = OutputAssembly.make<{ readonly type: G711Law }>({ format: { type: law }, retention: "none" })
  return (told: Parameters<typeof push>[0]): ReadonlyArray<PartAudio> =>
    push(told).flatMap((output): ReadonlyArray<PartAudio> => {
      if (output._tag === "Audio") return [{ ...output, samples: G711.decode<G711Law>(law, output.samples) }]
      return output._tag === "Ended" ? [output] : gapOf(output)
    })
}

describe("OutputAudio", () => {
  it.each([{ type: "audio/pcm", rate: 24_000 }, { type: "audio/pcmu" }, { type: "audio/pcma" }] as const)(
    "hands out the audio and the ends that an assembly hands out, whatever comes: %o",
    (format) => {
      fc.assert(
        fc.property(events, (told) => {
          const { push } = OutputAudio.make({ format })
          const assembled = byAssembly(format)
          for (const each of told) expect(plain(push(each))).toEqual(plain(assembled(each)))
        })
      )
    }
  )

  it("joins samples that deltas share, and starts anew after one that was lost, as an assembly does", () => {
    const part = { responseId: "resp_1", itemId: "item_1", contentIndex: 0 }
    const deltas = fc.array(fc.option(fc.uint8Array({ maxLength: 5 }), { freq: 5 }), { maxLength: 12 })
    fc.assert(
      fc.property(deltas, (told) => {
        const { push } = OutputAudio.make()
        const assembled = byAssembly({ type: "audio/pcm", rate: 24_000 })
        for (const bytes of told) {
          const each = raw(part, bytes === null ? "AA!A" : Base64.encode(bytes))
          expect(plain(push(each))).toEqual(plain(assembled(each)))
        }
      })
    )
  })

  it("a delta that is not base64 is a gap that says where the text breaks", () => {
    const { push } = OutputAudio.make()
    const part = { responseId: "resp_1", itemId: "item_1", contentIndex: 0 }
    expect(push(raw(part, "AA!A"))).toEqual([{ _tag: "Gap", part, detail: 'not base64 at character 2: "!"' }])
  })

  it("samples stay as they were when more comes", () => {
    const { push } = OutputAudio.make()
    const part = { responseId: "resp_1", itemId: "item_1", contentIndex: 0 }
    const [first] = push(audioDelta(part, Int16Array.of(1, 2)))
    push(audioDelta(part, Int16Array.of(3, 4)))
    expect(first).toMatchObject({ _tag: "Audio", samples: Int16Array.of(1, 2) })
  })
})
