/**
 * Replays a conversation to another server. Sends its configuration, then one item behind the other without waiting for each. An
 * item that the server refuses, or does not answer while it answers others, is lost and the rest goes on. So does the
 * conversation if its configuration is refused. Fails if nothing at all comes in the time for a command.
 */
import type { ClientEvent, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Session, SessionRequest } from "@antiphon/core/shapes"
import { NoAnswer, type SessionErrorReason } from "../SessionError.ts"
import type { Lost } from "../state/Lost.ts"
import { notice } from "../state/notices.ts"
import { conversation } from "../state/selectors.ts"
import type { SessionState } from "../state/SessionState.ts"
import { inputFormat } from "../state/settings.ts"
import { ask, expect, take } from "./answers.ts"
import type { Draft } from "./Draft.ts"
import { without } from "./without.ts"
import * as InputAudio from "./inputAudio.ts"
import type { Resuming } from "./Message.ts"
import * as Playback from "./playback.ts"
import { type ReplayPlan, replayPlan } from "./replayPlan.ts"
import { audioOf } from "./retainedAudio.ts"
import type { Leaving, Replay } from "./State.ts"

const timer = "stall"

/** The items in which remote servers listed their tools. A new session lists them by itself, as other items. */
export const listsOf = (state: SessionState): ReadonlyArray<string> =>
  conversation(state).flatMap(({ id, item }) => (item?.type === "mcp_list_tools" ? [id] : []))

/** A replay that has not begun. `id` is settled at its end. */
export const prepare = (draft: Draft, id: string, resuming: Resuming): Replay => {
  const empty: Leaving = { session: undefined, lists: [], audio: [] }
  return {
    id,
    plan: resuming._tag === "Plan" ? resuming.plan : undefined,
    leaving: resuming._tag === "Plan" ? { ...empty, lists: resuming.lists } : (draft.state.leaving ?? empty),
    sent: new Set(),
    open: new Set(),
    lost: [],
    renamed: [],
    answered: 0,
    looked: { answered: 0, frames: 0 },
    arrived: false,
    failed: false
  }
}

/** Changes the replay under way. Does nothing if there is none. */
const update = (draft: Draft, change: Partial<Replay>): void => {
  const replay = draft.link.replay
  if (replay !== undefined) draft.updateLink({ replay: { ...replay, ...change } })
}

/** The plan of the caller, or else one of the state as it is now. Turns without a whole transcript go as audio if it was kept. */
const planOf = (draft: Draft, { leaving, plan }: Replay): ReplayPlan => {
  if (plan !== undefined) return plan
  const { options, retained } = draft.state
  const state = { ...draft.session, session: leaving.session }
  return replayPlan(state, {
    budget: options.budget,
    audio: (itemId, index) =>
      options.replayAudio || state.items.get(itemId)?.parts.get(index)?.text.status !== "done"
        ? audioOf(retained, itemId, inputFormat(leaving.session).type)
        : undefined
  })
}

/** Why the conversation cannot go on over this connection, or `undefined`. */
export type Failure = { readonly command: string; readonly reason: SessionErrorReason } | undefined

/**
 * The server has greeted. Sends the configuration as it was, even if the speaker cannot play its format. The conversation goes
 * on then, and a command that would be answered in that format fails.
 */
export const begin = (draft: Draft): void => {
  const { link } = draft
  if (link.replay === undefined) return
  const [update] = planOf(draft, link.replay).events.flatMap((event) => (event.type === "session.update" ? event : []))
  if (update === undefined) return sendItems(draft)
  const session = asAsked(draft, update.session)
  ask(
    draft,
    { type: "session.update", event_id: draft.id("event"), session },
    { command: "configure", awaits: { _tag: "Configured", request: session }, then: { _tag: "ReplayConfigured" } }
  )
}

/** The configuration with the tools as they were last asked for. */
const asAsked = (draft: Draft, session: SessionRequest): SessionRequest =>
  session.type === "realtime" && draft.state.tools !== undefined ? { ...session, tools: draft.state.tools } : session

/** The configuration was answered or refused. Sends the items. */
export const sendItems = (draft: Draft): void => {
  const replay = draft.link.replay
  if (replay === undefined) return
  // What the next server has as text will never be truncated. Until now the user could interrupt.
  Playback.settle(draft)
  const { events, lost } = planOf(draft, replay)
  const items = events.flatMap((event) => (event.type === "conversation.item.create" ? event : []))
  const ids = items.flatMap(({ item }) => item.id ?? [])
  update(draft, { sent: new Set(ids), open: new Set(ids), lost })
  for (const [index, event] of items.entries()) sendItem(draft, event, `replay_${index}`)
  if (items.length === 0) return finish(draft)
  look(draft)
}

/** Sends one item. The stall timer watches over all items together, so this wait has no timer of its own. */
const sendItem = (
  draft: Draft,
  event: Extract<ClientEvent, { readonly type: "conversation.item.create" }>,
  eventId: string
): void => {
  const item = { ...event.item, id: event.item.id ?? "" }
  const then = { _tag: "Replayed", itemId: item.id } as const
  expect(draft, { eventId, command: "resume", awaits: { _tag: "Added", item }, then }, false)
  draft.send({ ...event, event_id: eventId }, false)
}

/** Notes how far the replay has come, and looks again after the time for a command. */
const look = (draft: Draft): void => {
  const { link } = draft
  if (link.replay === undefined) return
  update(draft, { looked: { answered: link.replay.answered, frames: link.frames } })
  draft.setTimer(timer, draft.state.options.commandMs)
}

/** The server has an item, maybe by an id of its own, or refused it. */
export const itemAnswered = (draft: Draft, itemId: string, theirs: string | undefined): void => {
  const replay = draft.link.replay
  if (replay === undefined) return
  const open = without(replay.open, itemId)
  update(draft, {
    open,
    answered: replay.answered + 1,
    ...(theirs === undefined ? { lost: [...replay.lost, { itemId, reason: "refused" }] } : {}),
    ...(theirs === undefined || theirs === itemId ? {} : { renamed: [...replay.renamed, itemId] }),
    ...(theirs === undefined ? {} : { sent: new Set(replay.sent).add(theirs) })
  })
  if (open.size === 0) finish(draft)
}

/**
 * The stall timer ran. A replay that came further gets more time. If the server sent other frames but no answer, the items that
 * are open are lost and the replay ends. If nothing came at all, it fails.
 */
export const stalled = (draft: Draft): Failure => {
  const { link } = draft
  if (link.replay === undefined) return undefined
  const { answered, looked, open } = link.replay
  if (answered > looked.answered) look(draft)
  else if (link.frames > looked.frames) {
    const unanswered = [...open].map((itemId): Lost => ({ itemId, reason: "unanswered" }))
    for (const { eventId, then } of link.waiting.values()) if (then._tag === "Replayed") take(draft, eventId)
    update(draft, { open: new Set(), lost: [...link.replay.lost, ...unanswered] })
    finish(draft)
  } else return { command: "resume", reason: new NoAnswer({ afterMs: draft.state.options.commandMs }) }
  return undefined
}

const finish = (draft: Draft): void => {
  const { link } = draft
  if (link.replay === undefined) return
  draft.clearTimer(timer)
  const { leaving, lost, renamed } = link.replay
  for (const { audio, fromMs, toMs } of leaving.audio) {
    draft.send({ type: "input_audio_buffer.append", audio }, false)
    draft.updateLink({ input: InputAudio.sent(draft.link.input, draft.state.options.keptMs, audio, toMs - fromMs) })
  }
  draft.change((state) => resumed(state, lost, [...leaving.lists, ...renamed]))
  update(draft, { arrived: true })
  draft.update({ leaving: undefined })
}

/** What was lost is gone from the conversation, and so are the old lists, because the server does not know them. */
const resumed = (state: SessionState, lost: ReadonlyArray<Lost>, lists: ReadonlyArray<string>): SessionState => {
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

/** A replay did not arrive. What its server named by itself, or by other names, is no part of the conversation. */
export const abandoned = (state: SessionState, known: SessionState["items"]): SessionState => ({
  ...state,
  items: [...state.items.values()].reduce(
    (items, item) => (known.has(item.id) ? items : items.with(item.id, { ...item, deleted: true })),
    state.items
  )
})

/** Whether an event only repeats to the new connection what the user knows. */
export const isEcho = (draft: Draft, event: ServerEvent | UnknownEvent): boolean => {
  const replay = draft.link.replay
  if (replay === undefined || replay.plan !== undefined) return false
  switch (event.type) {
    case "session.created":
      return true
    case "session.updated":
      return !replay.arrived
    case "conversation.item.added":
    case "conversation.item.created":
    case "conversation.item.done":
      return replay.sent.has(event.item.id ?? "")
    default:
      return false
  }
}

/** How the conversation stands as it leaves a connection, for the next. */
export const leaving = (
  state: SessionState,
  audio: Leaving["audio"]
): Leaving & { readonly session: Session | undefined } => ({ session: state.session, lists: listsOf(state), audio })
