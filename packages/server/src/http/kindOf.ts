import type { Endpoint, Handshake } from "@antiphon/core"
import * as Result from "effect/Result"
import { forbidden, HttpRefusal, notFound } from "./HttpRefusal.ts"
import type { Access } from "./Keys.ts"

const invalid = (code: string, message: string, param: string): Result.Result<never, HttpRefusal> =>
  Result.fail(new HttpRefusal({ status: 400, code, message, param }))

/** What a handshake asks for, by its path, its query and what its key opens (protocol section 0). */
export const kindOf = (
  { path, query }: Pick<Handshake, "path" | "query">,
  access: Access
): Result.Result<Endpoint.EndpointKind, HttpRefusal> => {
  switch (path) {
    case "/v1/realtime":
      return access._tag === "Translation"
        ? Result.fail(forbidden("This client secret opens translation sessions: connect to /v1/realtime/translations."))
        : sessionKind(query, access)
    case "/v1/realtime/translations":
      return access._tag === "Session"
        ? Result.fail(forbidden("This client secret opens no translation sessions."))
        : translationKind(query, access)
    default:
      return Result.fail(notFound(path))
  }
}

type Query = Handshake["query"]

const translationKind = (
  { intent, model }: Query,
  access: Exclude<Access, { _tag: "Session" }>
): Result.Result<Endpoint.EndpointKind, HttpRefusal> => {
  if (intent !== undefined) return invalid("unknown_parameter", "Translation takes no intent.", "intent")
  const chosen = model ?? (access._tag === "Translation" ? access.session.model : undefined)
  return chosen === undefined ? noModel : Result.succeed({ _tag: "Translation", model: chosen })
}

const noModel = invalid("missing_required_parameter", "Name a model: ?model=…", "model")

const sessionKind = (
  { call_id: callId, intent, model }: Query,
  access: Exclude<Access, { _tag: "Translation" }>
): Result.Result<Endpoint.EndpointKind, HttpRefusal> => {
  if (callId !== undefined && (model ?? intent) !== undefined) {
    return invalid("invalid_value", "A call has its model and its intent: give call_id alone.", "call_id")
  }
  if (callId !== undefined) return Result.succeed({ _tag: "Sideband", callId })
  if (intent !== undefined && intent !== "transcription") {
    return invalid("invalid_value", "The only intent is transcription; for conversations give a model.", "intent")
  }
  const session = access._tag === "Session" ? access.session : undefined
  // The model beside an intent is that of the transcripts; clients send both.
  const asked = intent !== undefined ? "transcription" : model !== undefined ? "realtime" : session?.type
  if (session !== undefined && asked !== session.type) {
    return Result.fail(forbidden(`This client secret opens sessions of type ${session.type}.`))
  }
  if (asked === "transcription") return Result.succeed({ _tag: "Transcription" })
  const chosen = model ?? (session?.type === "realtime" ? session.model : undefined)
  if (chosen != null) return Result.succeed({ _tag: "Conversation", model: chosen })
  return access._tag === "Session" ? Result.succeed({ _tag: "Conversation", model: defaultModel }) : noModel
}

/** Of a client secret that names no model. */
const defaultModel = "gpt-realtime"
