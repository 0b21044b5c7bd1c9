/** The requests of JetStream that the engine needs. They are the same from 2.9 on. */
import { EngineUnavailable } from "@antiphon/gateway"
import { headers, type Msg, type MsgHdrs } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import type { Link } from "../link/Link.ts"
import type { Unanswered } from "../link/Unanswered.ts"
import { parsed, record } from "./json.ts"

/** How long an answer of the API may take, in milliseconds. */
const apiMs = 3_000

/** An error that JetStream answers with. */
export interface ApiError {
  readonly code: number
  readonly description: string
}

/** Codes of JetStream's errors. */
export const codes = {
  noSuitablePeers: 10_005,
  noMessage: 10_037,
  otherConfiguration: 10_058,
  wrongLastSequence: 10_071,
  inFlight: 10_164,
  duplicateInProcess: 10_158
} as const

/** Any answer, with its error if it is one. */
export type Answer = { readonly [key: string]: unknown } & { readonly error: ApiError | undefined }

/** Reads an answer. */
export const answerOf = (message: Msg): Answer => {
  const body = parsed(message.data)
  const { code, description, err_code } = record(body["error"])
  const error =
    body["error"] === undefined ? undefined : { code: Number(err_code ?? code ?? 0), description: String(description) }
  return { ...body, error }
}

export const unavailable = (detail: string, cause?: unknown): EngineUnavailable =>
  new EngineUnavailable({ detail, ...(cause === undefined ? {} : { cause }) })

/** Asks the API. */
export const api = (link: Link, subject: string, body: object): Effect.Effect<Answer, Unanswered> =>
  Effect.map(link.request(`$JS.API.${subject}`, JSON.stringify(body), { timeoutMs: apiMs }), answerOf)

/** A message as a stream keeps it. */
export interface Stored {
  readonly seq: number
  readonly subject: string
  readonly data: Buffer
  readonly headers: string
}

/**
 * Returns the last message of a subject, or `undefined` if there is none. The leader answers, so it is the last one. A direct get could
 * ask a follower that is behind.
 */
export const lastOf = (
  link: Link,
  stream: string,
  subject: string
): Effect.Effect<Stored | undefined, EngineUnavailable> =>
  Effect.flatMap(
    unavailableIfUnanswered(api(link, `STREAM.MSG.GET.${stream}`, { last_by_subj: subject })),
    (answer) => {
      const { error } = answer
      if (error?.code === codes.noMessage) return Effect.succeed(undefined)
      const { data, hdrs, seq, subject: at } = record(answer["message"])
      if (error !== undefined || typeof seq !== "number")
        return Effect.fail(unavailable(`${stream} cannot be read (${error?.description ?? "no message"})`))
      const bytes = Buffer.from(typeof data === "string" ? data : "", "base64")
      const text = typeof hdrs === "string" ? Buffer.from(hdrs, "base64").toString() : ""
      return Effect.succeed({ seq, subject: String(at), data: bytes, headers: text })
    }
  )

/** Removes the messages of a subject, those before `before` if it is given. */
export const purge = (
  link: Link,
  stream: string,
  subject: string,
  before?: number
): Effect.Effect<void, EngineUnavailable> =>
  Effect.flatMap(
    unavailableIfUnanswered(
      api(link, `STREAM.PURGE.${stream}`, { filter: subject, ...(before === undefined ? {} : { seq: before }) })
    ),
    ({ error, success }) =>
      success === true
        ? Effect.void
        : Effect.fail(unavailable(`${stream} cannot be purged (${error?.description ?? "a strange answer"})`))
  )

export const unavailableIfUnanswered = <A>(effect: Effect.Effect<A, Unanswered>): Effect.Effect<A, EngineUnavailable> =>
  Effect.mapError(effect, (error) => unavailable(error.message, error))

/** What a stream answers to a message. Sequence 0 says that nothing is certain. */
export const ackOf = (message: Msg): { readonly error: ApiError | undefined; readonly seq: number } => {
  const { error, seq } = answerOf(message)
  return { error, seq: typeof seq === "number" ? seq : 0 }
}

/** The headers of a message that is stored only after this last sequence of its subject. */
export const expecting = (lastSequence: number, id: string): MsgHdrs => {
  const all = headers()
  all.set("Nats-Expected-Last-Subject-Sequence", String(lastSequence))
  all.set("Nats-Msg-Id", id)
  return all
}
