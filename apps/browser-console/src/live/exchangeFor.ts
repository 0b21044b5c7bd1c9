/** The exchange of a Live call. Live has no client secret, so the process that serves the page passes the offer on with its key. */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { pageToken, type Target } from "../link/targets.ts"
import type { CarriageOptions } from "../link/Carriage.ts"

/** The settings of the session. */
interface Asked {
  readonly model: string
  readonly instructions: string
  readonly audio: { readonly output: { readonly voice: string } }
}

const readAnswer = Schema.decodeUnknownOption(Schema.Struct({ sdp: Schema.String, sessionId: Schema.String }))
const readProblem = Schema.decodeUnknownOption(Schema.Struct({ message: Schema.String }))

/** Makes the exchange for a server. */
export const exchangeFor =
  ({ id }: Target, session: Asked): NonNullable<CarriageOptions["exchange"]> =>
  (sdp) =>
    Effect.gen(function* () {
      const body = JSON.stringify({ session, sdp })
      const headers = { "content-type": "application/json", "x-console-token": pageToken() }
      const given: unknown = yield* Effect.tryPromise({
        try: (signal) =>
          fetch(`/live/${id}`, { method: "POST", headers, body, signal }).then((answer) => answer.json()),
        catch: (cause) => TransportError.open({ detail: "the console's own server does not answer", cause })
      })
      const answer = Option.getOrUndefined(readAnswer(given))
      if (answer !== undefined) return { sdp: answer.sdp, callId: answer.sessionId }
      const { message } = Option.getOrElse(readProblem(given), () => ({ message: "the answer has no SDP" }))
      return yield* TransportError.open({ detail: message })
    })
