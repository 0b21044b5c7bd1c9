/** Decides which kind of session a handshake opens. */
import type { Endpoint, Handshake } from "@antiphon/core"
import * as Result from "effect/Result"
import { invalidValue, type Refusal, refuse } from "../machine/Refusal.ts"
import { badRequest, forbidden, type HttpRefusal, notFound } from "./HttpRefusal.ts"
import type { Access } from "./Keys.ts"

/** The query of a handshake. */
type Query = Handshake["query"]
/** The kind of the session, or why there is none. */
type Kind = Result.Result<Endpoint.EndpointKind, HttpRefusal>

/** Returns what a handshake asks for, by its path, its query and what its key opens (protocol section 0). */
export const kindOf = ({ path, query }: Pick<Handshake, "path" | "query">, access: Access): Kind => {
  switch (path) {
    case "/v1/realtime":
      return access._tag === "Translation"
        ? Result.fail(forbidden("This client secret opens translation sessions. Connect to /v1/realtime/translations."))
        : sessionKind(query, access)
    case "/v1/realtime/translations":
      return access._tag === "Session"
        ? Result.fail(forbidden("This client secret opens no translation sessions. Connect to /v1/realtime."))
        : translationKind(query, access)
    default:
      return /^\/v1\/live\/sessions(\/[^/]+\/(attach|fork))?$/.test(path)
        ? liveKind(access)
        : Result.fail(notFound(path))
  }
}

/** Live has no client secrets. Whether a session to join or to fork is there shows when the connection is open. */
const liveKind = (access: Access): Kind =>
  access._tag === "Session" || access._tag === "Translation"
    ? Result.fail(forbidden("A client secret opens no Live sessions. Use an API key."))
    : Result.succeed({ _tag: "Live" })

/** The kind at the path of translations. Its model comes from the query or from the secret. */
const translationKind = ({ intent, model }: Query, access: Exclude<Access, { _tag: "Session" }>): Kind => {
  if (intent !== undefined)
    return bad(refuse("unknown_parameter", "A translation has no intent. Leave it out.", "intent"))
  const chosen = model ?? (access._tag === "Translation" ? access.session.model : undefined)
  return chosen === undefined ? noModel : Result.succeed({ _tag: "Translation", model: chosen })
}

/** The kind at the path of sessions: a sideband, a transcription or a conversation. */
const sessionKind = (
  { call_id: callId, intent, model }: Query,
  access: Exclude<Access, { _tag: "Translation" }>
): Kind => {
  if (callId !== undefined && (model ?? intent) !== undefined) {
    return bad(invalidValue("call_id", "A call has its model and its intent. Give call_id alone."))
  }
  if (callId !== undefined) return Result.succeed({ _tag: "Sideband", callId })
  if (intent !== undefined && intent !== "transcription") {
    return bad(invalidValue("intent", "The only intent is transcription. For a conversation, give a model."))
  }
  const session = access._tag === "Session" ? access.session : undefined
  // Clients send both. The model beside an intent is the model of the transcripts.
  const asked = intent !== undefined ? "transcription" : model !== undefined ? "realtime" : session?.type
  if (session !== undefined && asked !== session.type) {
    return Result.fail(forbidden(`This client secret opens sessions of type ${session.type}.`))
  }
  if (asked === "transcription") return Result.succeed({ _tag: "Transcription" })
  const chosen = model ?? (session?.type === "realtime" ? session.model : undefined)
  if (chosen != null) return Result.succeed({ _tag: "Conversation", model: chosen })
  return access._tag === "Session" ? Result.succeed({ _tag: "Conversation", model: defaultModel }) : noModel
}

/** The model of a client secret that names none. */
const defaultModel = "gpt-realtime"

/** Fails with 400. */
const bad = (refusal: Refusal): Kind => Result.fail(badRequest(refusal))

/** Fails because no model is named. */
const noModel = bad(refuse("missing_required_parameter", "Name a model: ?model=…", "model"))
