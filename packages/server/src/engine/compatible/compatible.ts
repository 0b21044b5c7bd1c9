import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContextItem, EngineError, type EngineParts, type TranscriptChunk } from "../Contract.ts"
import { energyTurns } from "../energyTurns.ts"
import type { ApiServer } from "./ApiServer.ts"
import { chat } from "./chat.ts"
import type { HeardItem } from "./messages.ts"
import { speech, type SpeechServer } from "./speech.ts"
import { type Hints, transcription } from "./transcription.ts"

export interface CompatibleOptions {
  /** Answers, by `POST /chat/completions`. */
  readonly chat: ApiServer
  /** Hears, by `POST /audio/transcriptions`. Without it audio cannot be understood. */
  readonly transcription?: ApiServer
  /** Speaks, by `POST /audio/speech`. Without it responses have to be text. */
  readonly speech?: SpeechServer
  /** How long until an answer begins, retries included; and how long a begun answer may pause. Default 20 s. */
  readonly deadline?: Duration.Input
}

/**
 * The engine behind which stand HTTP servers that speak OpenAI's REST API: local models get a realtime face. Turns are
 * found by loudness. A turn is transcribed once: what the session asks to have transcribed the model reads too.
 */
export const compatible = (options: CompatibleOptions): EngineParts => {
  const deadline = Duration.fromInputUnsafe(options.deadline ?? "20 seconds")
  /** Transcripts made or being made, by the first block of their audio, for as long as somebody holds that. */
  const transcripts = new WeakMap<Int16Array, Deferred.Deferred<string, EngineError>>()

  const hear = (hints: Hints, audio: ReadonlyArray<Int16Array>): Stream.Stream<TranscriptChunk, EngineError> => {
    const server = options.transcription
    if (server === undefined) return Stream.fail(missing("transcribe", "transcription"))
    const [key] = audio
    if (key === undefined) return Stream.empty
    return Stream.suspend(() => {
      const made = Deferred.makeUnsafe<string, EngineError>()
      let text = ""
      transcripts.set(key, made)
      return transcription(server, deadline, hints, audio).pipe(
        Stream.tap((piece) => Effect.sync(() => (text += piece.text))),
        Stream.concat(Stream.drain(Stream.fromEffect(Effect.suspend(() => Deferred.succeed(made, text))))),
        // Failed, cancelled or left early: whoever waits makes it afresh.
        Stream.ensuring(
          Effect.suspend(() => {
            if (!Deferred.isDoneUnsafe(made)) transcripts.delete(key)
            return Deferred.interrupt(made)
          })
        )
      )
    })
  }

  /** The words of an item's audio, where they are not written in it already. */
  const understand = ({ audio, item }: ContextItem): Effect.Effect<HeardItem, EngineError> => {
    const [key] = audio
    const isDeaf = options.transcription === undefined && item.type === "message" && item.role === "assistant"
    if (key === undefined || isDeaf || !lacksWords(item)) return Effect.succeed({ item, words: undefined })
    const afresh = Stream.mkString(Stream.map(hear({}, audio), ({ text }) => text))
    const made = transcripts.get(key)
    const words = made === undefined ? afresh : Effect.catchCause(Deferred.await(made), () => afresh)
    return Effect.map(words, (each) => ({ item, words: each }))
  }

  return {
    detectTurns: energyTurns,
    transcribe: (request, audio) =>
      Stream.unwrap(Effect.map(Stream.runCollect(audio), (blocks) => hear(request, blocks))),
    respond: (request) =>
      Stream.unwrap(
        Effect.map(Effect.forEach(request.context, understand), (items) => chat(options.chat, deadline, request, items))
      ),
    speak: (voice, text) =>
      options.speech === undefined
        ? Stream.fail(missing("speak", "speech"))
        : speech(options.speech, deadline, voice, text),
    listTools: () => Stream.fail(unable("listTools", "call remote MCP tools: offer them as functions")),
    translate: () => Stream.fail(unable("translate", "translate as it listens"))
  }
}

const lacksWords = (item: ContextItem["item"]): boolean =>
  item.type === "message" &&
  "content" in item &&
  item.content.some(
    (part) => (part.type === "input_audio" || part.type === "output_audio") && (part.transcript ?? "") === ""
  )

const missing = (part: EngineError["part"], server: string): EngineError =>
  new EngineError({ part, code: "server_error", message: `this server has no ${server} model: give it one` })

const unable = (part: EngineError["part"], what: string): EngineError =>
  new EngineError({ part, code: "server_error", message: `this engine cannot ${what}` })
