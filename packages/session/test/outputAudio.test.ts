/** The reader of the session beside the assembly of the audio package, over any events. */
import { type AudioFormat, Base64, G711, type G711Law, OutputAssembly } from "@antiphon/audio"
import { ServerEvent } from "@antiphon/core"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type OutputAudio, outputAudio, push } from "../src/machine/outputAudio.ts"

const place = fc.record({
  response_id: fc.constantFrom("resp_1", "resp_2"),
  item_id: fc.constantFrom("item_1", "item_2"),
  content_index: fc.nat({ max: 1 })
})
interface Place {
  readonly response_id: string
  readonly item_id: string
  readonly content_index: number
}

let made = 0
const event = (type: string, fields: object): ServerEvent => {
  const decoded = ServerEvent.decodeValue({ type, event_id: `event_${made++}`, ...fields })
  if (decoded._tag === "Known") return decoded.event
  throw new TypeError(`${type} is no event`)
}
const delta = (at: Place, text: string) => event("response.output_audio.delta", { ...at, output_index: 0, delta: text })
const of = (type: string, fields: object = {}) => place.map((at) => event(type, { ...at, output_index: 0, ...fields }))

const told = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(place, fc.uint8Array({ maxLength: 9 })).map(([at, b]) => delta(at, Base64.encode(b)))
    },
    place.map((at) => delta(at, "AA!A")),
    of("response.content_part.added", { part: { type: "audio" } }),
    of("response.content_part.added", { part: { type: "text", text: "" } }),
    of("response.content_part.done", { part: { type: "audio" } }),
    of("response.output_audio.done"),
    fc.constantFrom("resp_1", "resp_2").map((id) => event("response.done", { response: { id, status: "completed" } }))
  ),
  { maxLength: 40 }
)

interface Came {
  readonly samples: ReadonlyArray<number>
  readonly ended: ReadonlyArray<string>
}

/** A reader for each response, until it is done. What comes later is not asked of it. */
const byReader = (format: AudioFormat) => {
  const readers = new Map<string, OutputAudio | undefined>()
  return (each: ServerEvent): Came | undefined => {
    const id = each.type === "response.done" ? each.response.id : "response_id" in each ? each.response_id : undefined
    if (typeof id !== "string" || (readers.has(id) && readers.get(id) === undefined)) return undefined
    const { audio, ended, samples } = push(readers.get(id) ?? outputAudio(format), each)
    readers.set(id, each.type === "response.done" ? undefined : audio)
    return {
      samples: [...(samples ?? [])],
      ended: ended.map(({ contentIndex, itemId }) => `${itemId} ${contentIndex}`).toSorted()
    }
  }
}

const byAssembly = (format: AudioFormat) => {
  const pushes =
    format.type === "audio/pcm" ? OutputAssembly.make({ format, retention: "none" }).push : companded(format.type)
  return (each: ServerEvent): Came => {
    const outputs = pushes(each)
    return {
      samples: outputs.flatMap((output) => (output._tag === "Audio" ? [...output.samples] : [])),
      ended: outputs
        .flatMap(({ _tag, part }) => (_tag === "Ended" ? `${part.itemId} ${part.contentIndex}` : []))
        .toSorted()
    }
  }
}

const companded = (type: G711Law) => {
  const { push: pushes } = OutputAssembly.make<{ readonly type: G711Law }>({ format: { type }, retention: "none" })
  return (each: ServerEvent) =>
    pushes(each).map((output) =>
      output._tag === "Audio" ? { ...output, samples: G711.decode<G711Law>(type, output.samples) } : output
    )
}

describe("the reader of a response", () => {
  it.each([{ type: "audio/pcm", rate: 24_000 }, { type: "audio/pcmu" }, { type: "audio/pcma" }] as const)(
    "hands out the audio and the ends that an assembly hands out, whatever comes: %o",
    (format) => {
      fc.assert(
        fc.property(told, (events) => {
          const [read, assembled] = [byReader(format), byAssembly(format)]
          for (const each of events) {
            const came = read(each)
            const expected = assembled(each)
            if (came !== undefined) expect(came).toEqual(expected)
          }
        })
      )
    }
  )

  it("joins samples that deltas share, and starts anew after one that was lost, as an assembly does", () => {
    const at = { response_id: "resp_1", item_id: "item_1", content_index: 0 }
    const deltas = fc.array(fc.option(fc.uint8Array({ maxLength: 5 }), { freq: 5 }), { maxLength: 12 })
    fc.assert(
      fc.property(deltas, (pieces) => {
        const format = { type: "audio/pcm", rate: 24_000 } as const
        const [read, assembled] = [byReader(format), byAssembly(format)]
        for (const bytes of pieces) {
          const each = delta(at, bytes === null ? "AA!A" : Base64.encode(bytes))
          expect(read(each)).toEqual(assembled(each))
        }
      })
    )
  })

  it("a step is a value: a reader that has gone on reads the same again", () => {
    const at = { response_id: "resp_1", item_id: "item_1", content_index: 0 }
    const begun = push(outputAudio({ type: "audio/pcm", rate: 24_000 }), delta(at, Base64.encode(Uint8Array.of(1))))
    const again = () => push(begun.audio, delta(at, Base64.encode(Uint8Array.of(2))))
    expect([...(again().samples ?? [])]).toEqual([0x0201])
    expect([...(again().samples ?? [])]).toEqual([0x0201])
  })

  it("10,000 open parts cost a step no more than one does", () => {
    let audio = outputAudio({ type: "audio/pcm", rate: 24_000 })
    const before = audio.parts
    for (let n = 0; n < 10_000; n++) {
      const at = { response_id: "resp_1", item_id: `item_${n}`, content_index: 0 }
      audio = push(audio, delta(at, "AQ==")).audio
    }
    expect([before.size, audio.parts.size]).toEqual([0, 10_000])
    const done = push(audio, event("response.done", { response: { id: "resp_1", status: "completed" } }))
    expect(done.ended.length).toBe(10_000)
  })
})
