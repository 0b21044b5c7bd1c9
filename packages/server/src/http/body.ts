import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { HttpRefusal } from "./HttpRefusal.ts"

const deadline = "10 seconds"

/** What a request brings. Refused past so many bytes, or after 10 s. */
export const readBytes = (request: Request, maxBytes: number): Effect.Effect<Uint8Array<ArrayBuffer>, HttpRefusal> => {
  const tooLarge = new HttpRefusal({
    status: 413,
    code: "request_too_large",
    message: `The body has more than ${maxBytes} bytes. Send less.`
  })
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return Effect.fail(tooLarge)
  return Effect.timeoutOrElse(read(request, maxBytes, tooLarge), {
    duration: deadline,
    orElse: () =>
      new HttpRefusal({
        status: 408,
        code: "timeout",
        message: `The body took longer than ${deadline}. Send it faster.`
      })
  })
}

const read = Effect.fnUntraced(function* (
  { body }: Request,
  maxBytes: number,
  tooLarge: HttpRefusal
): Effect.fn.Return<Uint8Array<ArrayBuffer>, HttpRefusal> {
  if (body === null) return new Uint8Array(0)
  let bytes = 0
  const chunks = yield* Stream.fromReadableStream({
    evaluate: () => body,
    onError: () => invalid("The body broke off.")
  }).pipe(
    Stream.tap(({ length }) => ((bytes += length) > maxBytes ? Effect.fail(tooLarge) : Effect.void)),
    Stream.runCollect
  )
  const all = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
})

/** The JSON object that a request brings, `{}` where it brings nothing. */
export const readJson = (request: Request, maxBytes: number): Effect.Effect<object, HttpRefusal> =>
  Effect.flatMap(readBytes(request, maxBytes), (bytes) => {
    if (bytes.length === 0) return Effect.succeed({})
    return mediaType(request) === "application/json" ? parseObject(text(bytes)) : unsupported("application/json")
  })

/** JSON text as the object that it has to be. A byte order mark says nothing. */
export const parseObject = (json: string): Effect.Effect<object, HttpRefusal> =>
  Effect.flatMap(
    Effect.try({
      try: (): unknown => JSON.parse(json.replace(/^\ufeff/, "")),
      catch: () => invalid("The body is not JSON.")
    }),
    (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Effect.succeed(value)
        : Effect.fail(invalid("The body is not a JSON object."))
  )

/** UTF-8. */
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** `Content-Type` without its parameters. */
export const mediaType = ({ headers }: Request): string =>
  (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""

export const unsupported = (wanted: string): HttpRefusal =>
  new HttpRefusal({
    status: 415,
    code: "unsupported_media_type",
    message: `The body has another type. Send ${wanted}.`
  })

export const invalid = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 400, code: "invalid_request", message })
