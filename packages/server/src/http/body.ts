/**
 * The bodies of requests. They are read within a size and a deadline, so that no client can hold a request open or fill
 * the memory.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type HttpRefusal, invalidBody, slowBody, tooLarge, unsupportedType } from "./HttpRefusal.ts"

/** How long a whole body may take. */
const deadline = "10 seconds"

/** Reads the bytes of a body. Fails with 413 past `maxBytes` and with 408 after 10 s. */
export const readBytes = (request: Request, maxBytes: number): Effect.Effect<Uint8Array<ArrayBuffer>, HttpRefusal> => {
  const tooLong = tooLarge(`The body has more than ${maxBytes} bytes. Send less.`)
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return Effect.fail(tooLong)
  return Effect.timeoutOrElse(read(request, maxBytes, tooLong), {
    duration: deadline,
    orElse: () => Effect.fail(slowBody(deadline))
  })
}

/** Reads a body to its end, or until it is too long. */
const read = Effect.fnUntraced(function* (
  { body }: Request,
  maxBytes: number,
  tooLong: HttpRefusal
): Effect.fn.Return<Uint8Array<ArrayBuffer>, HttpRefusal> {
  if (body === null) return new Uint8Array(0)
  let bytes = 0
  const chunks = yield* Stream.fromReadableStream({
    evaluate: () => body,
    onError: () => invalidBody("The body broke off. Send the request again.")
  }).pipe(
    Stream.tap(({ length }) => ((bytes += length) > maxBytes ? Effect.fail(tooLong) : Effect.void)),
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

/** Reads the JSON object of a body. An empty body is `{}`. */
export const readJson = (request: Request, maxBytes: number): Effect.Effect<object, HttpRefusal> =>
  Effect.flatMap(readBytes(request, maxBytes), (bytes) => {
    if (bytes.length === 0) return Effect.succeed({})
    return mediaType(request) === "application/json"
      ? parseObject(text(bytes))
      : Effect.fail(unsupportedType("application/json"))
  })

/** Parses a JSON object. A byte order mark is ignored. */
export const parseObject = (json: string): Effect.Effect<object, HttpRefusal> =>
  Effect.flatMap(
    Effect.try({
      try: (): unknown => JSON.parse(json.replace(/^\ufeff/, "")),
      catch: () => invalidBody("The body is not JSON.")
    }),
    (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Effect.succeed(value)
        : Effect.fail(invalidBody("The body is not a JSON object."))
  )

/** Decodes UTF-8. */
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** `Content-Type` without its parameters. */
export const mediaType = ({ headers }: Request): string =>
  (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
