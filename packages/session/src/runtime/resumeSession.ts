/** A conversation goes on over another connection. */
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Link } from "./Link.ts"
import { openSession } from "./makeSession.ts"
import { notice } from "../state/notices.ts"
import { disconnect } from "../state/reduce.ts"
import type { Lost } from "../state/Lost.ts"
import { type ReplayOptions, replayPlan } from "../machine/replayPlan.ts"
import { conversation } from "../state/selectors.ts"
import type { Session, SessionOptions } from "../Session.ts"
import { Disconnected, NoAnswer, SessionError } from "../SessionError.ts"
import type { SessionState } from "../state/SessionState.ts"

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

/** What became of what was retold. */
export interface Retold {
  readonly lost: ReadonlyArray<Lost>
  /** Items that the server knows by other ids: those stand in their place. */
  readonly renamed: ReadonlyArray<string>
}

/**
 * Tells a server the conversation, one item behind the other without waiting for each. An item that the server refuses, or
 * does not answer while it answers others, is lost and the rest goes on. So does the conversation if its configuration is
 * refused, with the server's refusal as a notice. Fails if nothing at all comes for a deadline. `onTold` takes the id that
 * the server gave an item.
 */
export const replay = Effect.fnUntraced(function* (
  { added, answers, commands, connection, deadline, frames }: Link,
  events: ReadonlyArray<ClientEvent>,
  onTold: (id: string) => void = () => undefined
): Effect.fn.Return<Retold, SessionError> {
  const lost: Array<Lost> = []
  const renamed: Array<string> = []
  const open = new Set<string>()
  const done = Deferred.makeUnsafe<void, SessionError>()
  let answered = 0
  for (const [index, event] of events.entries()) {
    if (event.type === "session.update") {
      yield* Effect.catchIf(
        commands.configure(event.session),
        ({ reason }) => reason._tag === "Refused",
        () => Effect.void
      )
    }
    if (event.type !== "conversation.item.create") continue
    const { id = "" } = event.item
    const event_id = `replay_${index}`
    const find = added.await({ ...event.item, id })
    open.add(id)
    const answer = answers
      .expect("resume", event_id, (said) => {
        const found = find(said)
        if (found !== undefined) onTold(found.id)
        return found
      })
      .pipe(
        Effect.match({
          onSuccess: (told) => {
            open.delete(id)
            if (told.id !== id) renamed.push(id)
          },
          onFailure: (error) => {
            if (error.reason._tag !== "Refused") return void Deferred.doneUnsafe(done, Effect.fail(error))
            open.delete(id)
            lost.push({ itemId: id, reason: "refused" })
          }
        }),
        Effect.andThen(
          Effect.sync(() => {
            answered += 1
            added.forget(id)
            if (open.size === 0) Deferred.doneUnsafe(done, Effect.void)
          })
        )
      )
    yield* Effect.forkChild(answer, { startImmediately: true })
    yield* Effect.mapError(
      connection.send({ ...event, event_id }),
      (error) => new SessionError({ command: "resume", reason: new Disconnected({ error }) })
    )
  }
  // All is sent: what was answered meanwhile may have been all of it.
  if (open.size === 0) return { lost, renamed }
  /** Ends once no answer came for a deadline. */
  const stalled: Effect.Effect<void, SessionError> = Effect.gen(function* () {
    for (;;) {
      const [before, heard] = [answered, frames()]
      yield* Effect.sleep(deadline)
      if (answered > before) continue
      if (frames() > heard) return
      return yield* new SessionError({
        command: "resume",
        reason: new NoAnswer({ afterMs: Duration.toMillis(deadline) })
      })
    }
  })
  yield* Effect.raceFirst(Deferred.await(done), stalled)
  for (const id of open) {
    added.forget(id)
    lost.push({ itemId: id, reason: "unanswered" })
  }
  return { lost, renamed }
})

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
  const retold = yield* replay(link, plan.events)
  kept.change((state) => resumed(state, [...plan.lost, ...retold.lost], [...listsOf(before), ...retold.renamed]))
  return session
})
