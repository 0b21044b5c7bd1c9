/** Turns what an engine answers into what a session is sent: its words spoken, its calls complete, all of it bounded. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EngineError, type EngineParts, type ResponseChunk, type ResponseRequest } from "./engine/Contract.ts"
import * as Sentences from "./engine/sentences.ts"

/** Characters of words and arguments that one response may have. */
export const longestResponse = 4 * 1024 * 1024

/**
 * The engine's answer. In a spoken response each sentence is spoken as soon as it ends, its transcript first. A call
 * without arguments gets `{}`. Fails if the engine writes more than {@link longestResponse} characters.
 */
export const spoken = (engine: EngineParts, request: ResponseRequest): Stream.Stream<ResponseChunk, EngineError> => {
  const chunks = bounded(engine.respond(request)).pipe(
    Stream.mapAccum(() => false, completeCalls, { onHalt: (isBare) => (isBare ? [noArguments] : []) })
  )
  if (request.modality === "text") return chunks
  return chunks.pipe(
    Stream.mapAccum(() => Sentences.nothing, sentences, { onHalt: (open) => said(Sentences.flush(open)) }),
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

const bounded = (chunks: Stream.Stream<ResponseChunk, EngineError>): Stream.Stream<ResponseChunk, EngineError> =>
  Stream.suspend(() => {
    let characters = 0
    return Stream.tap(chunks, (chunk) => {
      if ("text" in chunk) characters += chunk.text.length
      return characters > longestResponse ? tooLong : Effect.void
    })
  })

const tooLong = new EngineError({
  part: "respond",
  code: "server_error",
  message: `The answer is over ${longestResponse} characters. Ask for a shorter one, or set max_output_tokens.`
})

const noArguments: ResponseChunk = { _tag: "Arguments", text: "{}" }

/** A call that ends without arguments takes none, and `{}` says so. A call that was cut off stays as it is. */
const completeCalls = (isBare: boolean, chunk: ResponseChunk): readonly [boolean, ReadonlyArray<ResponseChunk>] => {
  if (chunk._tag === "Arguments") return [isBare && chunk.text === "", chunk.text === "" ? [] : [chunk]]
  const completed = isBare && chunk._tag !== "Incomplete" ? [noArguments, chunk] : [chunk]
  return [chunk._tag === "FunctionCall", completed]
}

/** Joins words into sentences; anything else that comes ends the sentence. */
const sentences = (
  open: Sentences.OpenText,
  chunk: ResponseChunk
): readonly [Sentences.OpenText, ReadonlyArray<ResponseChunk>] => {
  if (chunk._tag !== "Text") return [Sentences.nothing, [...said(Sentences.flush(open)), chunk]]
  const [rest, parts] = Sentences.push(open, chunk.text)
  return [rest, said(parts)]
}

const said = (parts: ReadonlyArray<string>): ReadonlyArray<ResponseChunk> =>
  parts.map((text) => ({ _tag: "Text", text }))
