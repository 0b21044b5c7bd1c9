/** A conversation goes on over another connection. */
import type { ClientEvent, Connection, ConversationItem, ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Link } from "./Link.ts"
import { openSession } from "./makeSession.ts"
import { notice } from "./notices.ts"
import { disconnect } from "./reduce.ts"
import { type Lost, type ReplayOptions, replayPlan } from "./replayPlan.ts"
import { conversation } from "./select.ts"
import type { Session, SessionOptions } from "./Session.ts"
import { Disconnected, SessionError } from "./SessionError.ts"
import type { SessionState } from "./State.ts"

/** The tools that remote servers listed: a new session lists them by itself, as other items. */
export const listsOf = (state: SessionState): ReadonlyArray<string> =>
  conversation(state).flatMap(({ id, item }) => (item?.type === "mcp_list_tools" ? [id] : []))

/** What was lost is gone from the conversation, and so are the old lists: the server does not know them. */
export const resumed = (state: SessionState, lost: ReadonlyArray<Lost>, lists: ReadonlyArray<string>): SessionState => {
  const gone = [...lost.map(({ itemId }) => itemId), ...lists]
  const items = gone.reduce((next, id) => {
    const item = next.get(id)
    return item === undefined ? next : next.with(id, { ...item, deleted: true })
  }, state.items)
  const kept =
    lost.length === 0
      ? "everything was kept"
      : `${lost.length} ${lost.length === 1 ? "item" : "items"} could not be kept`
  return notice(
    { ...state, items },
    { _tag: "Resumed", lost, error: { message: `the conversation was resumed; ${kept}` } }
  )
}

/** Tells a server the conversation, items one behind the other without waiting for each; gives what it would not take. */
export const replay = Effect.fnUntraced(function* (
  { answers, commands, connection }: Link,
  events: ReadonlyArray<ClientEvent>
): Effect.fn.Return<ReadonlyArray<Lost>, SessionError> {
  const asked: Array<readonly [string, Fiber.Fiber<unknown, SessionError>]> = []
  for (const [index, event] of events.entries()) {
    if (event.type === "session.update") yield* commands.configure(event.session)
    if (event.type !== "conversation.item.create") continue
    const event_id = `replay_${index}`
    const { id = "" } = event.item
    const answer = answers.of("resume", event_id, (told) => (shows(told, id) ? true : undefined), Effect.void)
    asked.push([id, yield* Effect.forkChild(answer, { startImmediately: true })])
    yield* Effect.mapError(
      connection.send({ ...event, event_id }),
      (error) => new SessionError({ command: "resume", reason: new Disconnected({ error }) })
    )
  }
  const refused: Array<Lost> = []
  for (const [itemId, fiber] of asked) {
    const answered = yield* Effect.result(Fiber.join(fiber))
    if (answered._tag === "Success") continue
    if (answered.failure.reason._tag !== "Refused") return yield* answered.failure
    refused.push({ itemId, reason: "refused" })
  }
  return refused
})

const shows = (event: ServerEvent | UnknownEvent, id: ConversationItem["id"]): boolean =>
  (event.type === "conversation.item.added" || event.type === "conversation.item.created") && event.item.id === id

/** The session over another connection: told what was said on the last, it goes on where that ended. */
export const resumeSession = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  before: SessionState,
  options: SessionOptions & ReplayOptions
): Effect.fn.Return<Session, SessionError, Scope.Scope> {
  const plan = replayPlan(before, options)
  const {
    conversation: kept,
    link,
    session
  } = yield* openSession(connection, options, {
    ...disconnect(before),
    mismatched: false
  })
  const refused = yield* replay(link, plan.events)
  kept.change((state) => resumed(state, [...plan.lost, ...refused], listsOf(before)))
  return session
})
