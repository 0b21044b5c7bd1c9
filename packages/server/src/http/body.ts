import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { HttpRefusal } from "./HttpRefusal.ts"

const deadline = "10 seconds"

/** The JSON object that a request brings, `{}` where it brings nothing. Refused past so many bytes, or after 10 s. */
export const readJson = (request: Request, maxBytes: number): Effect.Effect<object, HttpRefusal> => {
  const tooLarge = new HttpRefusal({ status: 413, code: "request_too_large", message: `At most ${maxBytes} bytes.` })
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return Effect.fail(tooLarge)
  return Effect.timeoutOrElse(
    Effect.flatMap(readText(request, maxBytes, tooLarge), (text) => parse(request, text)),
    {
      duration: deadline,
      orElse: () => new HttpRefusal({ status: 408, code: "timeout", message: `The body took longer than ${deadline}.` })
    }
  )
}

const readText = ({ body }: Request, maxBytes: number, tooLarge: HttpRefusal): Effect.Effect<string, HttpRefusal> => {
  if (body === null) return Effect.succeed("")
  let bytes = 0
  return Stream.fromReadableStream({ evaluate: () => body, onError: () => invalid("The body broke off.") }).pipe(
    Stream.tap(({ length }) => ((bytes += length) > maxBytes ? Effect.fail(tooLarge) : Effect.void)),
    Stream.decodeText(),
    Stream.mkString
  )
}

const parse = ({ headers }: Request, text: string): Effect.Effect<object, HttpRefusal> => {
  if (text === "") return Effect.succeed({})
  if (!(headers.get("content-type") ?? "").startsWith("application/json")) {
    return Effect.fail(
      new HttpRefusal({ status: 415, code: "unsupported_media_type", message: "Send application/json." })
    )
  }
  return Effect.flatMap(
    Effect.try({ try: (): unknown => JSON.parse(text), catch: () => invalid("The body is not JSON.") }),
    (value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Effect.succeed(value)
        : Effect.fail(invalid("The body is not a JSON object."))
  )
}

const invalid = (message: string): HttpRefusal => new HttpRefusal({ status: 400, code: "invalid_request", message })
