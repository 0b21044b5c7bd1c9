/** The body of `POST /v1/realtime/calls` (protocol section 0). */
import { ClientEvent } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import { mediaType, parseObject, readBytes, text } from "../http/body.ts"
import { badRequest, type HttpRefusal, invalidBody, tooLarge, unsupportedType } from "../http/HttpRefusal.ts"
import { refuse } from "../machine/Refusal.ts"
import { understand } from "../machine/understand.ts"

/** An offer, and the settings that its session is to begin with. */
export interface CallOffer {
  readonly sdp: string
  readonly session: SessionRequest | undefined
}

/** Offers of browsers have 2 to 8 kB. */
const maxSdpBytes = 64 * 1024

/** Reads a bare offer, or a form with the parts `sdp` and `session`. The session is checked as strictly as client events. */
export const readOffer = Effect.fnUntraced(function* (
  request: Request,
  maxBytes: number
): Effect.fn.Return<CallOffer, HttpRefusal> {
  switch (mediaType(request)) {
    case "application/sdp": {
      const bytes = yield* readBytes(request, Math.min(maxBytes, maxSdpBytes))
      return { sdp: yield* offer(text(bytes)), session: undefined }
    }
    case "multipart/form-data": {
      const form = yield* readForm(request, maxBytes)
      const sdp = yield* part(form, "sdp")
      const session = yield* part(form, "session")
      return { sdp: yield* offer(sdp ?? ""), session: session === undefined ? undefined : yield* settings(session) }
    }
    default:
      return yield* unsupportedType("application/sdp, or multipart/form-data with the parts sdp and session")
  }
})

/** Checks an offer. It is not parsed here. */
const offer = (given: string): Effect.Effect<string, HttpRefusal> => {
  const sdp = given.replace(/^\ufeff/, "")
  if (sdp.trim() === "") {
    const message = "Missing required parameter: 'sdp', the offer."
    return Effect.fail(badRequest(refuse("missing_required_parameter", message, "sdp")))
  }
  return sdp.length > maxSdpBytes
    ? Effect.fail(tooLarge(`An offer has at most ${maxSdpBytes} bytes. Send a shorter one.`, "sdp"))
    : Effect.succeed(sdp)
}

/** Reads a form with the parser of the platform. */
const readForm = (request: Request, maxBytes: number): Effect.Effect<FormData, HttpRefusal> =>
  Effect.flatMap(readBytes(request, maxBytes), (bytes) =>
    Effect.tryPromise({
      try: () =>
        new Response(bytes, { headers: { "content-type": request.headers.get("content-type") ?? "" } }).formData(),
      catch: () => invalidBody("The body is not a form.")
    })
  )

/** Reads a part of a form. A part is text, or a file if the client gave it a file name. */
const part = (form: FormData, name: string): Effect.Effect<string | undefined> => {
  const value = form.get(name)
  if (value === null) return Effect.undefined
  return typeof value === "string" ? Effect.succeed(value) : Effect.promise(() => value.text())
}

/** Reads the settings of the part `session`. */
const settings = (json: string): Effect.Effect<SessionRequest, HttpRefusal> =>
  Effect.flatMap(parseObject(json), readSession)

/** Checks the settings of a session as strictly as client events. */
export const readSession = Effect.fnUntraced(function* (
  session: object
): Effect.fn.Return<SessionRequest, HttpRefusal> {
  const understood = understand(ClientEvent, ClientEvent.decodeValue({ type: "session.update", session }))
  const event = yield* Effect.mapError(Effect.fromResult(understood), badRequest)
  if (event.type !== "session.update") return yield* invalidBody("The part session is no session.")
  return event.session
})
