/** Turns the answer of an engine into what a session sends. Words are spoken, calls are completed, and all of it is bounded. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EngineError, type EngineParts, type ResponseChunk, type ResponseRequest } from "../engine/Contract.ts"
import * as Sentences from "../engine/sentences.ts"
import { sizeOf } from "../machine/size.ts"

/** Characters of words, calls and arguments that one response may have. */
export const maxResponseCharacters = 4 * 1024 * 1024

/** What an item costs beside its words, so that the number of items is bounded too. */
const itemCharacters = 64

/**
 * Streams the engine's answer. In a spoken response each sentence is spoken as soon as it ends, and its transcript comes
 * first. A call without arguments gets `{}`. Fails past {@link maxResponseCharacters}.
 */
export const speakSentences = (
  engine: EngineParts,
  request: ResponseRequest
): Stream.Stream<ResponseChunk, EngineError> => {
  const chunks = engine.respond(request).pipe(
    within(maxResponseCharacters, charactersOf, tooLong),
    Stream.mapAccum(() => false, completeCalls, { onHalt: (isBare) => (isBare ? [noArguments] : []) })
  )
  if (request.modality === "text") return chunks
  return chunks.pipe(
    Stream.mapAccum(() => Sentences.nothing, joinSentences, { onHalt: (open) => asText(Sentences.flush(open)) }),
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

/** Fails a stream as soon as the sizes of its elements add up to more than a limit. */
export const within =
  <A>(limit: number, size: (element: A) => number, error: EngineError) =>
  (stream: Stream.Stream<A, EngineError>): Stream.Stream<A, EngineError> =>
    Stream.suspend(() => {
      let total = 0
      return Stream.tap(stream, (element) => {
        total += size(element)
        return total > limit ? Effect.fail(error) : Effect.void
      })
    })

/** Counts what a chunk adds to the answer. Audio is bounded by the budget of the process. */
const charactersOf = (chunk: ResponseChunk): number => {
  switch (chunk._tag) {
    case "Text":
    case "Written":
    case "Transcript":
    case "Arguments":
      return chunk.text.length
    case "FunctionCall":
      return itemCharacters + chunk.name.length
    case "McpCall":
      return itemCharacters + sizeOf(chunk.call)
    case "Message":
      return itemCharacters
    case "Audio":
    case "Incomplete":
      return 0
  }
}

/** Why an endless answer fails. */
const tooLong = new EngineError({
  part: "respond",
  code: "server_error",
  message: `The answer is over ${maxResponseCharacters} characters. Ask for a shorter one, or set max_output_tokens.`
})

/** The arguments of a call that takes none. */
const noArguments: ResponseChunk = { _tag: "Arguments", text: "{}" }

/** Gives `{}` to a call that ends without arguments. A call that was cut off stays as it is. */
const completeCalls = (isBare: boolean, chunk: ResponseChunk): readonly [boolean, ReadonlyArray<ResponseChunk>] => {
  if (chunk._tag === "Arguments") return [isBare && chunk.text === "", chunk.text === "" ? [] : [chunk]]
  const completed = isBare && chunk._tag !== "Incomplete" ? [noArguments, chunk] : [chunk]
  return [chunk._tag === "FunctionCall", completed]
}

/** Joins words into sentences. Any other chunk ends the sentence. */
const joinSentences = (
  open: Sentences.OpenText,
  chunk: ResponseChunk
): readonly [Sentences.OpenText, ReadonlyArray<ResponseChunk>] => {
  if (chunk._tag !== "Text") return [Sentences.nothing, [...asText(Sentences.flush(open)), chunk]]
  const [rest, parts] = Sentences.push(open, chunk.text)
  return [rest, asText(parts)]
}

/** Makes chunks of sentences. */
const asText = (parts: ReadonlyArray<string>): ReadonlyArray<ResponseChunk> =>
  parts.map((text) => ({ _tag: "Text", text }))
