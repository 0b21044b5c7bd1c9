/** The engine that needs no model. It keeps no state. */
import * as Stream from "effect/Stream"
import type { ContextItem, EngineParts, ResponseChunk } from "./Contract.ts"
import { energyTurns } from "./energyTurns.ts"
import { pieces } from "./pieces.ts"
import { tones } from "./tones.ts"

/** Answers with the user's last turn, its audio sample for sample or its text word for word. */
export const echo: EngineParts = {
  detectTurns: energyTurns,
  transcribe: () => Stream.empty,
  respond: ({ context, modality }) => {
    const last = context.findLast(({ item }) => item.type === "message" && item.role === "user")
    if (last === undefined) return Stream.empty
    return Stream.fromIterable(modality === "audio" && last.audio.length > 0 ? spoken(last) : written(last))
  },
  listTools: () => Stream.empty,
  translate: (_settings, audio) => Stream.map(audio, (samples) => ({ _tag: "Audio", samples }) as const),
  speak: tones
}

const spoken = ({ audio }: ContextItem): ReadonlyArray<ResponseChunk> =>
  audio.flatMap(pieces).map((samples) => ({ _tag: "Audio", samples }))

const written = ({ item }: ContextItem): ReadonlyArray<ResponseChunk> =>
  item.type !== "message" || item.role !== "user"
    ? []
    : item.content.flatMap((part) => (part.type === "input_text" ? [{ _tag: "Text", text: part.text ?? "" }] : []))
