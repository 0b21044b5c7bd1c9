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
import { problemOf } from "./problem.ts"

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
/** Bytes that one answer may have, streamed or not. */
const maxAnswerBytes = 128 * 1024 * 1024

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
    const message = `The address of ${nameOf(call)} is no URL. Correct its baseUrl.`
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
    // A quota that is used up comes as a 429 too, and stays used up.
    isTransient: (response.status === 429 && code !== "insufficient_quota") || response.status >= 500,
    pause: Duration.seconds(Number(response.headers.get("retry-after")) || 0)
  })
})

/** The bytes of an answer as they come. Fails where the server hangs up, pauses for longer than the deadline, or never ends. */
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

/** A whole answer of at most so many bytes, as text. */
export const readText = (call: Call, response: Response, maxBytes: number): Effect.Effect<string, EngineError> =>
  Stream.suspend(() => {
    let bytes = 0
    return bytesOf(call, response).pipe(
      Stream.tap(({ length }) => ((bytes += length) > maxBytes ? tooLong(call, maxBytes) : Effect.void)),
      Stream.decodeText()
    )
  }).pipe(Stream.mkString)

/** What a server that answers, but not as it should, is reported as. The client reads its role, the operator its address. */
export const broken = (call: Call, what: string, cause?: unknown): EngineError =>
  new EngineError({
    part: call.part,
    code: "server_error",
    message: capitalized(`${nameOf(call)}: ${what}`),
    cause: causeAt(call, cause)
  })

/** What a server that writes more than anybody can use is reported as. */
export const tooLong = (call: Call, limit: number): EngineError => broken(call, `its answer is over ${limit} bytes`)

const tooSlow = (call: Call): EngineError =>
  new EngineError({
    part: call.part,
    code: "timeout",
    message: capitalized(`${nameOf(call)} said nothing for ${Duration.format(call.deadline)}. Try again later.`),
    cause: causeAt(call, undefined)
  })

/** A server by its role: its address is nobody's business but the operator's. */
const nameOf = ({ part }: Call): string =>
  `the ${part === "transcribe" ? "transcription" : part === "speak" ? "speech" : "chat"} server`

/** Where it happened, for the log. */
const causeAt = ({ path, server }: Call, cause: unknown): Error => {
  const url = new URL(`${server.baseUrl.replace(/\/+$/, "")}${path}`)
  // A user, a password or a query in it may be a secret.
  return new Error(`${url.origin}${url.pathname}`, { cause })
}

const capitalized = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)
