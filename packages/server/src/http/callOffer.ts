/** What `POST /v1/realtime/calls` brings (protocol section 0). */
import { ClientEvent } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import { understand } from "../machine/understand.ts"
import { invalid, mediaType, parseObject, readBytes, text, unsupported } from "./body.ts"
import { HttpRefusal } from "./HttpRefusal.ts"

/** An offer, and the settings that its session is to begin with. */
export interface CallOffer {
  readonly sdp: string
  readonly session: SessionRequest | undefined
}

/** Offers of browsers have 2 to 8 kB. */
const maxSdpBytes = 64 * 1024

/** Reads a bare offer, or a form with the parts `sdp` and `session`, the session held as strictly as client events are. */
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
      return yield* unsupported("application/sdp, or multipart/form-data with the parts sdp and session")
  }
})

const offer = (given: string): Effect.Effect<string, HttpRefusal> => {
  const sdp = given.replace(/^\ufeff/, "")
  if (sdp.trim() === "") {
    const message = "Missing required parameter: 'sdp', the offer."
    return Effect.fail(new HttpRefusal({ status: 400, code: "missing_required_parameter", message, param: "sdp" }))
  }
  return sdp.length > maxSdpBytes
    ? Effect.fail(
        new HttpRefusal({
          status: 413,
          code: "request_too_large",
          message: `An offer has at most ${maxSdpBytes} bytes.`,
          param: "sdp"
        })
      )
    : Effect.succeed(sdp)
}

const readForm = (request: Request, maxBytes: number): Effect.Effect<FormData, HttpRefusal> =>
  Effect.flatMap(readBytes(request, maxBytes), (bytes) =>
    Effect.tryPromise({
      try: () =>
        new Response(bytes, { headers: { "content-type": request.headers.get("content-type") ?? "" } }).formData(),
      catch: () => invalid("The body is not a form.")
    })
  )

/** A part is text, or a file where the client gave it a name. */
const part = (form: FormData, name: string): Effect.Effect<string | undefined> => {
  const value = form.get(name)
  if (value === null) return Effect.undefined
  return typeof value === "string" ? Effect.succeed(value) : Effect.promise(() => value.text())
}

const settings = Effect.fnUntraced(function* (json: string): Effect.fn.Return<SessionRequest, HttpRefusal> {
  const session = yield* parseObject(json)
  const event = understand(ClientEvent, ClientEvent.decodeValue({ type: "session.update", session }))
  if ("code" in event) return yield* new HttpRefusal({ status: 400, ...event })
  if (event.type !== "session.update") return yield* invalid("The part session is no session.")
  return event.session
})
