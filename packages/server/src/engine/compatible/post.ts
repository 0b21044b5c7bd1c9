/** Sends one request to a REST API, with retries and a deadline, and reads its answer. The scope owns the request. */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { EngineError } from "../Contract.ts"
import type { ApiServer } from "./ApiServer.ts"
import { problemOf } from "./problem.ts"

/** A request of the engine. */
export interface Call {
  /** The part of the engine that its errors name. */
  readonly part: EngineError["part"]
  readonly server: ApiServer
  /** The path after the base URL, e.g. `/chat/completions`. */
  readonly path: string
  /** JSON text, or a form. */
  readonly body: string | FormData
  /** How long the answer may take to begin, with retries, and how long it may pause after that. */
  readonly deadline: Duration.Duration
}

/** How many bytes of an error's body are read. */
const maxProblemBytes = 16 * 1024
/** How many bytes one answer may have, streamed or not. */
const maxAnswerBytes = 128 * 1024 * 1024

/** One attempt failed. */
class Failed extends Data.TaggedError("Failed")<{
  readonly error: EngineError
  /** Whether another attempt may succeed. */
  readonly isTransient: boolean
  /** How long the server asks to wait (`Retry-After`). */
  readonly pause: Duration.Duration
}> {}

const backoff = Schedule.exponential("250 millis").pipe(
  Schedule.jittered,
  Schedule.setInputType<Failed>(),
  Schedule.modifyDelay(({ duration, input }) => Effect.succeed(Duration.max(duration, input.pause)))
)

/**
 * Sends a request and returns the answer as soon as it begins. Retries after a failed connection, HTTP 429 and 5xx
 * until the deadline, and then fails with the server's last message. Closing the scope aborts the request, or the
 * rest of its answer.
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
    const message = `The address of ${nameOf(call)} is not a URL. Correct its baseUrl.`
    const error = new EngineError({ part, code: "server_error", message })
    return yield* new Failed({ error, isTransient: false, pause: Duration.zero })
  }
  const aborter = yield* Effect.acquireRelease(
    Effect.sync(() => new AbortController()),
    (each) => Effect.sync(() => each.abort())
  )
  const key = server.apiKey === undefined ? "" : Redacted.value(server.apiKey).trim()
  const headers = {
    ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
    ...(key === "" ? {} : { authorization: `Bearer ${key}` })
  }
  const response = yield* Effect.tryPromise({
    try: () => fetch(url, { method: "POST", headers, body, signal: aborter.signal }),
    catch: (cause) => {
      const message = `Nothing answers at the address of ${nameOf(call)}. Start it, or correct its baseUrl.`
      const error = new EngineError({ part, code: "server_error", message, cause: causeAt(call, cause) })
      return new Failed({ error, isTransient: true, pause: Duration.zero })
    }
  })
  if (response.ok) return response
  const said = yield* Effect.orElseSucceed(readText(call, response, maxProblemBytes), () => "")
  const { code, message: words } = problemOf(response.status, said, server)
  const message = `${nameOf(call)} answered HTTP ${response.status}${words === "" ? "" : `: ${words}`}`
  return yield* new Failed({
    error: new EngineError({ part, code, message: capitalized(message), cause: causeAt(call, undefined) }),
    // An exhausted quota is a 429 too, and a retry does not help.
    isTransient: (response.status === 429 && code !== "insufficient_quota") || response.status >= 500,
    pause: Duration.seconds(Number(response.headers.get("retry-after")) || 0)
  })
})

/**
 * Returns the bytes of an answer. Fails if the server disconnects, pauses longer than the deadline, or sends too much.
 */
export const bytesOf = (call: Call, { body }: Response): Stream.Stream<Uint8Array, EngineError> =>
  body === null
    ? Stream.empty
    : Stream.suspend(() => {
        let bytes = 0
        return Stream.fromReadableStream({
          evaluate: () => body,
          onError: (cause) => broken(call, "the server hung up in the middle of its answer", cause)
        }).pipe(
          Stream.timeoutOrElse({ duration: call.deadline, orElse: () => Stream.fail(tooSlow(call)) }),
          Stream.tap(({ length }) => ((bytes += length) > maxAnswerBytes ? tooLong(call, maxAnswerBytes) : Effect.void))
        )
      })

/** Reads a whole answer of at most `maxBytes` bytes as text. */
export const readText = (call: Call, response: Response, maxBytes: number): Effect.Effect<string, EngineError> =>
  Stream.suspend(() => {
    let bytes = 0
    return bytesOf(call, response).pipe(
      Stream.tap(({ length }) => ((bytes += length) > maxBytes ? tooLong(call, maxBytes) : Effect.void)),
      Stream.decodeText()
    )
  }).pipe(Stream.mkString)

/** Reports an answer that is not as it should be. The client reads the server's role, and the operator its address. */
export const broken = (call: Call, what: string, cause?: unknown): EngineError =>
  new EngineError({
    part: call.part,
    code: "server_error",
    message: capitalized(`${nameOf(call)}: ${what}`),
    cause: causeAt(call, cause)
  })

/** Reports an answer that is too long. */
export const tooLong = (call: Call, limit: number): EngineError => broken(call, `its answer is over ${limit} bytes`)

const tooSlow = (call: Call): EngineError =>
  new EngineError({
    part: call.part,
    code: "timeout",
    message: capitalized(`${nameOf(call)} said nothing for ${Duration.format(call.deadline)}. Try again later.`),
    cause: causeAt(call, undefined)
  })

/** Names a server by its role. Only the operator may see its address. */
const nameOf = ({ part }: Call): string =>
  `the ${part === "transcribe" ? "transcription" : part === "speak" ? "speech" : "chat"} server`

/** Returns the address of the request for the log. */
const causeAt = ({ path, server }: Call, cause: unknown): Error => {
  const url = new URL(`${server.baseUrl.replace(/\/+$/, "")}${path}`)
  // The user, the password and the query of an address may be secrets.
  return new Error(`${url.origin}${url.pathname}`, { cause })
}

const capitalized = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)
