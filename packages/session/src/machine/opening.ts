/**
 * The opening of a session. The server sends the first event, which must be `session.created`. Another event may end the
 * opening at once. The user sees every event of the opening, either in the error or as a notice.
 */
import { type Decoded, ServerEvent, TransportError } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { isBetaName } from "../state/betaNames.ts"
import { at, parsed, refusalIn } from "../state/malformed.ts"
import { cut } from "../state/notices.ts"
import { Disconnected, Refused, type SessionErrorReason } from "../SessionError.ts"

const fewIssues = 3

const wrong = (detail: string): SessionErrorReason => new Disconnected({ error: TransportError.protocol({ detail }) })

const beta = (came: string): SessionErrorReason =>
  wrong(
    `The server greeted in the dialect of the beta: ${came}. Connect with the Beta vocabulary and wrap the connection in adaptBeta of @antiphon/core/transport.`
  )

/** Keys that only sessions of the beta have at their top level. `modalities` is in flat sessions of other servers too. */
const betaKeys = ["input_audio_format", "output_audio_format", "max_response_output_tokens"]

const isBetaSession = (session: unknown): boolean =>
  at(session, "type") === undefined && betaKeys.some((key) => at(session, key) !== undefined)

const issuesOf = ({ issues, message }: { readonly issues: ReadonlyArray<unknown>; readonly message: string }): string =>
  `${cut(message, 500)}${issues.length > fewIssues ? ` (${issues.length} issues)` : ""}`

/** A refused credential, a server that is in trouble for now, or a refusal. */
const refusal = (error: ErrorDetail): SessionErrorReason => {
  const detail = cut(error.message, 500)
  const about = `${error.code ?? ""} ${error.type ?? ""}`
  if (/api_key|authenticat|unauthori|token_expired|invalid_token/.test(about)) {
    return new Disconnected({ error: TransportError.unauthorized({ detail, status: 401 }) })
  }
  if (/server_error|overload|unavailable|rate_limit|capacity/.test(about)) {
    return new Disconnected({ error: TransportError.open({ detail, status: 503 }) })
  }
  return new Refused({ error })
}

/** What came, in a few words. */
export const described = (decoded: Decoded<ServerEvent>): string =>
  decoded._tag === "Malformed" ? issuesOf(decoded.error) : cut(decoded.event.type, 200)

/** Returns why an event ends the opening, or `undefined` if the event is the greeting or may come before it. */
export const endsOpening = (decoded: Decoded<ServerEvent>): SessionErrorReason | undefined => {
  if (decoded._tag === "Malformed") return malformedGreeting(decoded.error)
  const { event } = decoded
  if (event.type === "error" && "error" in event) return refusal(errorOf(event))
  if (isBetaName(event.type)) return beta(event.type)
  if (event.type !== "session.created") return undefined
  const session: unknown = "session" in event ? event.session : undefined
  // Decoding reads a session without a type as a conversation.
  const frame = ServerEvent.encode(event)
  const mayBeBeta = betaKeys.some((each) => frame.includes(each))
  if (mayBeBeta && isBetaSession(at(parsed(frame), "session")))
    return beta("session.created with a session without a type")
  const type = at(session, "type")
  if (type !== "translation") return undefined
  return wrong("The server greeted with a translation session. Connect with the Translation vocabulary.")
}

const errorOf = (event: { readonly error: unknown }): ErrorDetail => {
  const message = at(event.error, "message")
  const type = at(event.error, "type")
  const code = at(event.error, "code")
  return {
    type: typeof type === "string" ? type : "error",
    message: typeof message === "string" ? message : "The server sent an error without a message.",
    code: typeof code === "string" ? code : null
  }
}

const malformedGreeting = (error: Parameters<typeof refusalIn>[0]): SessionErrorReason | undefined => {
  const refused = refusalIn(error)
  if (refused !== undefined) return refusal(refused)
  if (error.type !== undefined && isBetaName(error.type)) return beta(error.type)
  if (error.type !== undefined && error.type !== "session.created") return undefined
  const session = at(parsed(error.raw), "session")
  if (isBetaSession(session)) return beta("session.created with a session without a type")
  const kind = error.reason === "Invalid" ? "a session.created that cannot be used" : "something that is no event"
  return wrong(
    `The server greeted with ${kind}: ${issuesOf(error)}. Check that the address is one of a realtime server.`
  )
}
