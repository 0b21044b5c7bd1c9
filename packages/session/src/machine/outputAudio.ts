/** The audio of one response, from its events. A pure value, so that a step can be taken again. */
import { type AudioFormat, PersistentMap, sampleRate, samplesOfPiece } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"

export interface OutputAudio {
  /** The format that the response began with. */
  readonly format: AudioFormat
  /** Hz */
  readonly rate: number
  readonly parts: PersistentMap<Part>
}

interface Part {
  readonly itemId: string
  readonly contentIndex: number
  /** The first byte of a sample whose second has not come. */
  readonly carry: number | undefined
  readonly ended: boolean
}

/** What an event brought, in linear PCM16. */
export interface Brought {
  readonly audio: OutputAudio
  readonly samples: Int16Array | undefined
  /** Why the piece is left out. */
  readonly leftOut?: string
  /** Parts of which no more audio will come. */
  readonly ended: ReadonlyArray<Pick<Part, "itemId" | "contentIndex">>
}

export const outputAudio = (format: AudioFormat): OutputAudio => ({
  format,
  rate: sampleRate(format),
  parts: PersistentMap.empty()
})

/** The key of a part. The number comes first, so that no id can be taken for another. */
const nameOf = (itemId: string, contentIndex: number): string => `${contentIndex} ${itemId}`

const noSamples = (audio: OutputAudio): Brought => ({ audio, samples: undefined, ended: [] })

const withPart = (audio: OutputAudio, part: Part): OutputAudio => ({
  ...audio,
  parts: audio.parts.with(nameOf(part.itemId, part.contentIndex), part)
})

/** Ends a part, once. */
const end = (audio: OutputAudio, part: Part): Brought =>
  part.ended
    ? noSamples(audio)
    : { audio: withPart(audio, { ...part, ended: true }), samples: undefined, ended: [part] }

/** Takes one event of the response. */
export const push = (audio: OutputAudio, event: ServerEvent | UnknownEvent): Brought => {
  switch (event.type) {
    case "response.done": {
      const open = [...audio.parts.values()].filter(({ ended }) => !ended)
      return { audio, samples: undefined, ended: open }
    }
    case "response.content_part.added":
    case "response.content_part.done":
    case "response.output_audio.delta":
    case "response.output_audio.done": {
      const { content_index: contentIndex, item_id: itemId } = event
      const known = audio.parts.get(nameOf(itemId, contentIndex))
      if (event.type === "response.content_part.done") return known === undefined ? noSamples(audio) : end(audio, known)
      if (event.type === "response.content_part.added" && event.part?.type?.endsWith("audio") !== true) {
        return noSamples(audio)
      }
      const part = known ?? { itemId, contentIndex, carry: undefined, ended: false }
      if (event.type === "response.output_audio.done") return end(audio, part)
      const opened = known === undefined ? withPart(audio, part) : audio
      if (event.type === "response.content_part.added") return noSamples(opened)
      if (part.ended) return { ...noSamples(opened), leftOut: "is too late" }
      return decode(opened, part, event.delta)
    }
    default:
      return noSamples(audio)
  }
}

/** Decodes a piece. A sample may be cut in two between pieces. A piece that is not base64 brings the reason alone. */
const decode = (audio: OutputAudio, part: Part, delta: string): Brought => {
  const held = { carry: part.carry }
  const decoded = samplesOfPiece(held, delta, audio.format)
  const next = held.carry === part.carry ? audio : withPart(audio, { ...part, carry: held.carry })
  if (decoded._tag === "Failure") return { ...noSamples(next), leftOut: decoded.failure.message }
  const samples = decoded.success
  return { audio: next, samples: samples.length === 0 ? undefined : samples, ended: [] }
}
