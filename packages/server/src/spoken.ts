import * as Stream from "effect/Stream"
import type { EngineError, EngineParts, ResponseChunk, ResponseRequest } from "./engine/Contract.ts"

/** What the engine answers, with its words spoken where the response is: sentence by sentence, each transcript first. */
export const spoken = (engine: EngineParts, request: ResponseRequest): Stream.Stream<ResponseChunk, EngineError> => {
  const chunks = engine.respond(request)
  if (request.modality === "text") return chunks
  return chunks.pipe(
    Stream.mapAccum(() => "", sentences, { onHalt: (rest) => said(rest) }),
    Stream.flatMap((chunk) =>
      chunk._tag === "Text"
        ? Stream.concat(
            Stream.succeed<ResponseChunk>({ _tag: "Transcript", text: chunk.text }),
            Stream.map(engine.speak(request.voice, Stream.succeed(chunk.text)), (samples): ResponseChunk => ({
              _tag: "Audio",
              samples
            }))
          )
        : Stream.succeed(chunk)
    )
  )
}

/** Joins words into sentences; anything else that comes ends the sentence. */
const sentences = (rest: string, chunk: ResponseChunk): readonly [string, ReadonlyArray<ResponseChunk>] => {
  if (chunk._tag !== "Text") return ["", [...said(rest), chunk]]
  const text = rest + chunk.text
  const [, whole = "", begun = text] = /^(.*[.!?…]["')\]]*)(\s.*)$/s.exec(text) ?? []
  return [begun, said(whole)]
}

const said = (text: string): ReadonlyArray<ResponseChunk> => (text.trim() === "" ? [] : [{ _tag: "Text", text }])
