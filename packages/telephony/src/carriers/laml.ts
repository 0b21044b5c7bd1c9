/** The XML and the call control of Twilio, which SignalWire has too. */
import * as Effect from "effect/Effect"
import type { CallControl } from "../call/Call.ts"
import type { Form } from "../signatures/verifyTwilio.ts"
import type { WebhookAnswer } from "./Carrier.ts"
import { ask, basic, escaped, first, xml } from "./parts.ts"

/** The answer that opens a stream. It passes on who calls, because the stream does not say it. */
export const openStream = (attributes: string, form: Form): WebhookAnswer => {
  const parameters = [
    ["from", first(form, "From")],
    ["to", first(form, "To")],
    // What the carrier's detection of answering machines says, if it is on.
    ["answeredBy", first(form, "AnsweredBy")]
  ]
    .filter(([name, value]) => name !== "answeredBy" || value !== "")
    .map(([name, value = ""]) => `<Parameter name="${name}" value="${escaped(value)}"/>`)
  return xml(`<Connect><Stream ${attributes}>${parameters.join("")}</Stream></Connect>`)
}

export interface LamlControl {
  readonly carrier: string
  /** The address of the account, up to its `Calls`. */
  readonly account: string
  readonly user: string
  readonly password: string
  /** The attributes of the stream that goes on after keys. */
  readonly stream: () => Promise<string>
}

/** Call control over HTTP. */
export const controlOf = ({ account, carrier, password, stream, user }: LamlControl): CallControl => {
  const post = (callId: string, fields: Readonly<Record<string, string>>) =>
    ask(carrier, {
      method: "POST",
      url: `${account}/Calls/${encodeURIComponent(callId)}.json`,
      authorization: basic(user, password),
      body: new URLSearchParams(fields)
    })
  const say = (inside: string) => ({ Twiml: `<Response>${inside}</Response>` })
  return {
    hangup: (callId) => post(callId, { Status: "completed" }),
    transfer: (callId, to) => post(callId, say(`<Dial>${escaped(to)}</Dial>`)),
    // The call leaves the stream to press keys, and comes back to a new stream of the same call.
    sendDtmf: (callId, digits) =>
      Effect.flatMap(Effect.promise(stream), (attributes) =>
        post(callId, say(`<Play digits="${escaped(digits)}"/><Connect><Stream ${attributes}/></Connect>`))
      )
  }
}
