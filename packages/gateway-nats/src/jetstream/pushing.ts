/** A consumer that pushes what it finds, made by one request. */
import type { EngineUnavailable } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Link } from "../link/Link.ts"
import { api, unavailable, unavailableIfUnanswered } from "./api.ts"
import { record } from "./json.ts"

export interface Pushing {
  readonly stream: string
  readonly subject: string
  /** Where the messages go. Subscribe before. */
  readonly inbox: string
  /** The first sequence. Defaults to the first of the stream. */
  readonly from?: number | undefined
  /** Leaves the bodies out. Defaults to false. */
  readonly headersOnly?: boolean
}

/** Makes the consumer. It ends with the scope. `expected` counts the messages that there are. */
export const pushing = Effect.fnUntraced(function* (
  link: Link,
  { from, headersOnly = false, inbox, stream, subject }: Pushing
): Effect.fn.Return<{ readonly name: string; readonly expected: number }, EngineUnavailable, Scope.Scope> {
  const name = inbox.replaceAll(/\W/g, "")
  const config = {
    deliver_subject: inbox,
    filter_subject: subject,
    ack_policy: "none",
    replay_policy: "instant",
    mem_storage: true,
    num_replicas: 1,
    headers_only: headersOnly,
    inactive_threshold: 5e9,
    ...(from === undefined ? { deliver_policy: "all" } : { deliver_policy: "by_start_sequence", opt_start_seq: from })
  }
  const made = yield* unavailableIfUnanswered(
    api(link, `CONSUMER.CREATE.${stream}.${name}.${subject}`, { stream_name: stream, config })
  )
  const { error, num_pending: pending } = made
  if (error !== undefined || typeof pending !== "number")
    return yield* unavailable(`${stream} cannot be read (${error?.description ?? "no count of messages"})`)
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => void link.publish(`$JS.API.CONSUMER.DELETE.${stream}.${name}`, ""))
  )
  // What was delivered before this answer was written counts too.
  return { name, expected: pending + Number(record(made["delivered"])["consumer_seq"] ?? 0) }
})
