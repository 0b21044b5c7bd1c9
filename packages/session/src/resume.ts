import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { openSession } from "./makeSession.ts"
import { notice } from "./notices.ts"
import { disconnect } from "./reduce.ts"
import { type Lost, type ReplayOptions, replayPlan } from "./replayPlan.ts"
import type { Session, SessionOptions } from "./Session.ts"
import type { SessionError } from "./SessionError.ts"
import type { SessionState } from "./State.ts"

/** What was lost is gone from the conversation: the server does not know it. */
const resumed = (state: SessionState, lost: ReadonlyArray<Lost>): SessionState => {
  const items = lost.reduce((next, { itemId }) => {
    const item = next.get(itemId)
    return item === undefined ? next : next.with(itemId, { ...item, deleted: true })
  }, state.items)
  const kept = lost.length === 0 ? "everything was kept" : `${lost.length} items could not be kept`
  return notice(
    { ...state, items },
    { _tag: "Resumed", lost, error: { message: `the conversation was resumed; ${kept}` } }
  )
}

/** The session over another connection: told what was said on the last, it goes on where that ended. */
export const resumeSession = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  before: SessionState,
  options: SessionOptions & ReplayOptions
): Effect.fn.Return<Session, SessionError, Scope.Scope> {
  const plan = replayPlan(before, options)
  const lost = [...plan.lost]
  const { session, update } = yield* openSession(connection, options, { ...disconnect(before), mismatched: false })
  for (const event of plan.events) {
    if (event.type === "session.update") yield* session.configure(event.session)
    if (event.type !== "conversation.item.create") continue
    const { item } = event
    yield* Effect.catchReason(session.addItem(item), "SessionError", "Refused", () =>
      Effect.sync(() => lost.push({ itemId: item.id ?? "", reason: "refused" }))
    )
  }
  update((state) => resumed(state, lost))
  return session
})
