import { Base64, type PartRef, Pcm16 } from "../src/index.ts"

let made = 0
const inPart = ({ responseId, itemId, contentIndex }: PartRef, outputIndex = 0) => ({
  event_id: `event_${made++}`,
  response_id: responseId,
  item_id: itemId,
  output_index: outputIndex,
  content_index: contentIndex
})

export const partAdded = (part: PartRef, outputIndex?: number) =>
  ({
    type: "response.content_part.added",
    ...inPart(part, outputIndex),
    part: { type: "audio", transcript: "" }
  }) as const

export const partDone = (part: PartRef) =>
  ({ type: "response.content_part.done", ...inPart(part), part: { type: "audio" } }) as const

export const audioDelta = (part: PartRef, samples: Int16Array) =>
  ({
    type: "response.output_audio.delta",
    ...inPart(part),
    delta: Base64.encode(Pcm16.toBytes(samples))
  }) as const

export const audioDone = (part: PartRef) => ({ type: "response.output_audio.done", ...inPart(part) }) as const

export const transcriptDelta = (part: PartRef, delta: string) =>
  ({ type: "response.output_audio_transcript.delta", ...inPart(part), delta }) as const

export const transcriptDone = (part: PartRef, transcript: string) =>
  ({ type: "response.output_audio_transcript.done", ...inPart(part), transcript }) as const

export const responseDone = (id: string) =>
  ({ type: "response.done", event_id: `event_${made++}`, response: { id, status: "completed" } }) as const
