/** One request to a REST API: its retries, its deadline, and the bytes of its answer. */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { EngineError } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { messageOf, problemOf } from "./problem.ts"

export interface Call {
  /** What an error is reported for. */
  readonly part: EngineError["part"]
  readonly server: ApiServer
  /** Behind the base URL, e.g. `/chat/completions`. */
  readonly path: string
  /** JSON text, or a form. */
  readonly body: string | FormData
  /** How long until the answer begins, retries included; and how long a begun answer may pause. */
  readonly deadline: Duration.Duration
}

/** Bytes of an error's body that are read. */
const maxProblemBytes = 16 * 1024

class Failed extends Data.TaggedError("Failed")<{
  readonly error: EngineError
  /** Whether another attempt may fare better. */
  readonly isTransient: boolean
  /** How long the server asks to be left alone. */
  readonly pause: Duration.Duration
}> {}

const backoff = Schedule.exponential("250 millis").pipe(
  Schedule.jittered,
  Schedule.setInputType<Failed>(),
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(Duration.max(duration, input.pause)))
)

/**
 * Sends a request and gives the answer as soon as it begins. What is worth another attempt (no connection, HTTP 429 and
 * 5xx) is tried again until the deadline, and then fails with what the server said last. Closing the scope aborts the
 * request, or what is left of its answer.
 */
export const post = (call: Call): Effect.Effect<Response, EngineError, Scope.Scope> =>
  Effect.suspend(() => {
    let last: EngineError | undefined
    return attempt(call).pipe(
      Effect.tapError(({ error }) => Effect.sync(() => (last = error))),
      Effect.retry({
        schedule: backoff,
        while: ({ isTransient, pause }) => isTransient && Duration.isLessThan(pause, call.deadline)
      }),
      Effect.mapError(({ error }) => error),
      Effect.timeoutOrElse({
        duration: call.deadline,
        orElse: () => Effect.fail(last ?? tooSlow(call))
      })
    )
  })

const attempt = Effect.fnUntraced(function* (call: Call): Effect.fn.Return<Response, Failed, Scope.Scope> {
  const { body, part, path, server } = call
  const url = `${server.baseUrl.replace(/\/+$/, "")}${path}`
  if (!URL.canParse(url)) {
    const error = new EngineError({ part, code: "server_error", message: `'${server.baseUrl}' is no URL to ask` })
    return yield* new Failed({ error, isTransient: false, pause: Duration.zero })
  }
  const aborter = yield* Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (each) => Effect.sync(() => each.abort())
  )
  const headers = {
    ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
    ...(server.apiKey === undefined ? {} : { authorization: `Bearer ${Redacted.value(server.apiKey)}` })
  }
  const response = yield* Effect.tryPromise({
    try: () => fetch(url, { method: "POST", headers, body, signal: aborter.signal }),
    catch: (cause) => {
      const error = new EngineError({ part, code: "server_error", message: `nothing answers at ${url}`, cause })
      return new Failed({ error, isTransient: true, pause: Duration.zero })
    }
  })
  if (response.ok) return response
  const said = yield* Effect.orElseSucceed(readText(call, response, maxProblemBytes), () => "")
  const { code, message } = problemOf(response.status, said, server.apiKey)
  return yield* new Failed({
    error: new EngineError({ part, code, message: `${url} answered HTTP ${response.status}: ${message}` }),
    // A quota that is used up comes as a 429 too, and stays used up.
    isTransient: (response.status === 429 && code !== "insufficient_quota") || response.status >= 500,
    pause: Duration.seconds(Number(response.headers.get("retry-after")) || 0)
  })
})

/** The bytes of an answer as they come. Fails where the server hangs up, or pauses for longer than the deadline. */
export const bytesOf = (call: Call, { body }: Response): Stream.Stream<Uint8Array, EngineError> =>
  body === null
    ? Stream.empty
    : Stream.fromReadableStream({
        evaluate: () => body,
        onError: (cause) => broken(call, `the server hung up in the middle of its answer (${messageOf(cause)})`, cause)
      }).pipe(Stream.timeoutOrElse({ duration: call.deadline, orElse: () => Stream.fail(tooSlow(call)) }))

/** A whole answer of at most so many bytes, as text. */
export const readText = (call: Call, response: Response, maxBytes: number): Effect.Effect<string, EngineError> => {
  let bytes = 0
  return bytesOf(call, response).pipe(
    Stream.tap(({ length }) =>
      (bytes += length) > maxBytes ? broken(call, `its answer is over ${maxBytes} bytes`) : Effect.void
    ),
    Stream.decodeText(),
    Stream.mkString
  )
}

/** What a server that answers, but not as it should, is reported as. */
export const broken = ({ part, server, path }: Call, what: string, cause?: unknown): EngineError =>
  new EngineError({ part, code: "server_error", message: `${server.baseUrl}${path}: ${what}`, cause })

const tooSlow = ({ deadline, part, path, server }: Call): EngineError =>
  new EngineError({
    part,
    code: "timeout",
    message: `${server.baseUrl}${path} said nothing for ${Duration.format(deadline)}`
  })
