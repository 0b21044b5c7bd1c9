/** The engine over HTTP servers. It holds the transcripts of turns in a weak map, so it needs no scope. */
import { isOptions, optionsProblem, refuseArgument, type Rules } from "@antiphon/core/boundary"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { apiKey, duration, httpAddress, text } from "../../boundary/check.ts"
import { type ContextItem, EngineError, type EngineParts, type TranscriptChunk } from "../Contract.ts"
import { energyTurns } from "../energyTurns.ts"
import type { ApiServer } from "./ApiServer.ts"
import { chat } from "./chat.ts"
import type { TranscribedItem } from "./messages.ts"
import { speech, type SpeechServer } from "./speech.ts"
import { type Hints, transcription } from "./transcription.ts"

/** The servers behind the engine. */
export interface CompatibleOptions {
  /** Writes answers through `POST /chat/completions`. */
  readonly chat: ApiServer
  /** Transcribes through `POST /audio/transcriptions`. Without it the model cannot use audio. */
  readonly transcription?: ApiServer
  /** Speaks through `POST /audio/speech`. Without it responses must be text. */
  readonly speech?: SpeechServer
  /** How long an answer may take to begin, with retries, and how long it may pause after that. Defaults to 20 s. */
  readonly deadline?: Duration.Input
}

/**
 * Makes the engine that calls HTTP servers with OpenAI's REST API. It turns local models into a realtime server.
 * Turns are detected by loudness. A turn is transcribed once, and the session and the model use the same transcript.
 */
export const compatible = (options: CompatibleOptions): EngineParts => {
  refuseArgument(compatible, problemOf(options))
  const deadline = Duration.fromInputUnsafe(options.deadline ?? "20 seconds")
  /** The finished and running transcripts, by the first block of their audio. An entry lives as long as that block. */
  const transcripts = new WeakMap<Int16Array, Deferred.Deferred<string, EngineError>>()

  const transcribe = (hints: Hints, audio: ReadonlyArray<Int16Array>): Stream.Stream<TranscriptChunk, EngineError> => {
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
        // After a failure or an interruption, a caller that waits makes the transcript again.
        Stream.ensuring(
          Effect.suspend(() => {
            if (!Deferred.isDoneUnsafe(made)) transcripts.delete(key)
            return Deferred.interrupt(made)
          })
        )
      )
    })
  }

  /** Adds the words of an item's audio, if the item does not have them. */
  const understand = ({ audio, item }: ContextItem): Effect.Effect<TranscribedItem, EngineError> => {
    const [key] = audio
    const isDeaf = options.transcription === undefined && item.type === "message" && item.role === "assistant"
    if (key === undefined || isDeaf || !lacksWords(item)) return Effect.succeed({ item, words: undefined })
    const afresh = Stream.mkString(Stream.map(transcribe({}, audio), ({ text }) => text))
    const made = transcripts.get(key)
    const words = made === undefined ? afresh : Effect.catchCause(Deferred.await(made), () => afresh)
    return Effect.map(words, (each) => ({ item, words: each }))
  }

  return {
    detectTurns: energyTurns,
    transcribe: (request, audio) =>
      Stream.unwrap(Effect.map(Stream.runCollect(audio), (blocks) => transcribe(request, blocks))),
    respond: (request) =>
      Stream.unwrap(
        Effect.map(Effect.forEach(request.context, understand), (items) => chat(options.chat, deadline, request, items))
      ),
    speak: (voice, text) =>
      options.speech === undefined
        ? Stream.fail(missing("speak", "speech"))
        : speech(options.speech, deadline, voice, text),
    listTools: () => Stream.fail(unable("listTools", "call remote MCP tools. Offer them as functions.")),
    translate: () => Stream.fail(unable("translate", "translate speech. Use an engine that can."))
  }
}

const aServer = 'a server, e.g. { baseUrl: "http://127.0.0.1:8000/v1", model: "llama3.2" }'
const rules: Rules = {
  chat: [isOptions, aServer],
  transcription: [isOptions, aServer],
  speech: [isOptions, aServer],
  deadline: duration
}
const serverRules: Rules = {
  baseUrl: httpAddress,
  apiKey,
  model: text("the name of the model"),
  voice: text("the name of the voice"),
  format: [(value) => value === "pcm" || value === "wav", "pcm or wav"]
}

/** What is wrong with the options of the engine, or `undefined`. */
const problemOf = (options: CompatibleOptions): string | undefined => {
  const problem = optionsProblem("compatible", options, rules, ["chat"])
  if (problem !== undefined) return problem
  for (const name of ["chat", "transcription", "speech"] as const) {
    const found =
      options[name] && optionsProblem(`${name} of compatible`, options[name], serverRules, ["baseUrl", "model"])
    if (found !== undefined) return found
  }
  return undefined
}

const lacksWords = (item: ContextItem["item"]): boolean =>
  item.type === "message" &&
  "content" in item &&
  item.content.some(
    (part) => (part.type === "input_audio" || part.type === "output_audio") && (part.transcript ?? "") === ""
  )

const missing = (part: EngineError["part"], server: string): EngineError =>
  new EngineError({
    part,
    code: "server_error",
    message: `This server has no ${server} model. Give the engine one in \`${server}\`.`
  })

const unable = (part: EngineError["part"], what: string): EngineError =>
  new EngineError({ part, code: "server_error", message: `This engine cannot ${what}` })
