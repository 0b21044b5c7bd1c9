/** The engine whose parts are HTTP servers that speak OpenAI's REST API. The environment names them. */
import { type ApiServer, compatible, type EngineParts } from "@antiphon/server"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { offline } from "../offline/engine.ts"

/**
 * `ANTIPHON_CHAT_URL`, `ANTIPHON_CHAT_MODEL` and `ANTIPHON_CHAT_KEY` name the server that answers. The same variables with
 * `TRANSCRIPTION` and `SPEECH` name the servers that transcribe and speak. `ANTIPHON_SPEECH_VOICE` is the voice. Silero finds
 * the turns. flite speaks if no server does.
 */
export const compatibleEngine: Effect.Effect<EngineParts, CliFailure, Scope.Scope> = Effect.gen(function* () {
  const chat = yield* serverNamed("CHAT")
  if (chat === undefined) {
    return yield* cliFailure("--engine compatible needs a server: set ANTIPHON_CHAT_URL and ANTIPHON_CHAT_MODEL")
  }
  const transcription = yield* serverNamed("TRANSCRIPTION")
  const speech = yield* serverNamed("SPEECH")
  const voice = yield* variable("ANTIPHON_SPEECH_VOICE")
  const { detectTurns, speak } = yield* offline
  const engine = compatible({
    chat,
    ...(transcription === undefined ? {} : { transcription }),
    ...(speech === undefined ? {} : { speech: { ...speech, ...(voice === undefined ? {} : { voice }) } })
  })
  return { ...engine, detectTurns, ...(speech === undefined ? { speak } : {}) }
})

/** The server that the variables of a part name, or `undefined`. */
const serverNamed = Effect.fnUntraced(function* (part: string): Effect.fn.Return<ApiServer | undefined, CliFailure> {
  const baseUrl = yield* variable(`ANTIPHON_${part}_URL`)
  const model = yield* variable(`ANTIPHON_${part}_MODEL`)
  if (baseUrl === undefined && model === undefined) return undefined
  if (baseUrl === undefined || model === undefined || !/^https?:/.test(baseUrl)) {
    return yield* cliFailure(
      `the ${part.toLowerCase()} server is incomplete: set both ANTIPHON_${part}_URL, such as http://127.0.0.1:8000/v1, and ANTIPHON_${part}_MODEL`
    )
  }
  const apiKey = yield* Config.option(Config.Redacted(`ANTIPHON_${part}_KEY`)).pipe(Effect.orDie)
  return { baseUrl, model, ...(Option.isSome(apiKey) ? { apiKey: apiKey.value } : {}) }
})

/** A variable of the environment, or `undefined`. */
const variable = (name: string): Effect.Effect<string | undefined> =>
  Config.option(Config.String(name)).pipe(Effect.orDie, Effect.map(Option.getOrUndefined))
