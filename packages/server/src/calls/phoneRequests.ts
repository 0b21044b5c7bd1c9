/** The bodies of `POST /v1/realtime/calls/{id}/accept`, `…/reject` and `…/refer`. */
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import { readJson } from "../http/body.ts"
import { badRequest, type HttpRefusal } from "../http/HttpRefusal.ts"
import { invalidValue, refuse } from "../machine/Refusal.ts"
import { readSession } from "./callOffer.ts"

/** Reads the session that answers a call. */
export const readAccept = Effect.fnUntraced(function* (
  request: Request,
  maxBytes: number
): Effect.fn.Return<{ readonly sdp: string; readonly session: SessionRequest }, HttpRefusal> {
  const body = yield* readJson(request, maxBytes)
  if (!("type" in body)) {
    const message = "Missing required parameter: 'type'. A phone call is answered by a session of type realtime."
    return yield* badRequest(refuse("missing_required_parameter", message, "type"))
  }
  const session = yield* readSession(body)
  if (session.type !== "realtime") {
    return yield* badRequest(invalidValue("type", "A phone call is answered by a session of type realtime."))
  }
  return { sdp: "", session }
})

/** Reads the status of a rejection. Defaults to 603. */
export const readReject = Effect.fnUntraced(function* (
  request: Request,
  maxBytes: number
): Effect.fn.Return<number, HttpRefusal> {
  const body = yield* readJson(request, maxBytes)
  const status: unknown = Reflect.get(body, "status_code") ?? 603
  return typeof status === "number" && Number.isInteger(status) && status >= 300 && status <= 699
    ? status
    : yield* badRequest(invalidValue("status_code", "A call is rejected with a status of SIP from 300 to 699."))
})

/** Reads the URI of a transfer. */
export const readRefer = Effect.fnUntraced(function* (
  request: Request,
  maxBytes: number
): Effect.fn.Return<string, HttpRefusal> {
  const body = yield* readJson(request, maxBytes)
  const uri: unknown = Reflect.get(body, "target_uri")
  return typeof uri === "string" && /^(?:tel|sips?):[^\s<>"]{1,1024}$/i.test(uri)
    ? uri
    : yield* badRequest(invalidValue("target_uri", "A call is transferred to a tel: or sip: URI."))
})
