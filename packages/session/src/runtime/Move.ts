/** A conversation on its way from one connection to another. */
import type { ClientEvent, ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import type { Tool } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import type { Conversation } from "./Conversation.ts"
import type { KeptAudio } from "../machine/RetainedAudio.ts"
import type { Link } from "./Link.ts"
import { type Budget, type ReplayPlan, replayPlan } from "../machine/replayPlan.ts"
import { listsOf, replay, resumed } from "./resumeSession.ts"
import { Disconnected, SessionError } from "../SessionError.ts"
import { inputFormat } from "../state/settings.ts"

export interface Move {
  /** Whether an event only repeats to the new connection what the user knows. */
  readonly isEcho: (event: ServerEvent | UnknownEvent) => boolean
  /** Tells the conversation to another server, and the user what could not be kept. May be tried over several links. */
  readonly replayOver: (link: Link) => Effect.Effect<void, SessionError>
}

export interface MoveOptions {
  readonly conversation: Conversation
  readonly kept: KeptAudio
  readonly replayAudio: boolean
  /** The tools as they were last asked for: a server does not tell the credentials of remote ones. */
  readonly tools: () => ReadonlyArray<Tool> | undefined
  readonly budget: Budget
}

/** Leaves a link, and knows what to tell the next. */
export const makeMove = Effect.fnUntraced(function* (
  { budget, conversation, kept, replayAudio, tools }: MoveOptions,
  from: Link,
  why: TransportError
): Effect.fn.Return<Move> {
  // What came together with what was waited for is read first.
  yield* Effect.yieldNow
  const open = from.uplink.leave()
  yield* from.leave(why)
  const { session } = conversation.state()
  const lists = listsOf(conversation.state())
  let told = new Set<string>()
  const asAsked = (event: ClientEvent): ClientEvent => {
    const asked = tools()
    if (event.type !== "session.update" || event.session.type !== "realtime" || asked === undefined) return event
    return { ...event, session: { ...event.session, tools: asked } }
  }
  const plan = (): ReplayPlan => {
    const state = { ...conversation.state(), session }
    return replayPlan(state, {
      budget,
      audio: (itemId, index) =>
        replayAudio || state.items.get(itemId)?.parts.get(index)?.text.status !== "done"
          ? kept.of(itemId, inputFormat(session).type)
          : undefined
    })
  }
  let arrived = false
  return {
    isEcho: (event) => {
      switch (event.type) {
        case "session.created":
          return true
        case "session.updated":
          return !arrived
        case "conversation.item.added":
        case "conversation.item.created":
        case "conversation.item.done":
          return told.has(event.item.id ?? "")
        default:
          return false
      }
    },
    replayOver: Effect.fnUntraced(function* (link) {
      const configuration = plan().events.filter(({ type }) => type === "session.update")
      yield* replay(link, configuration.map(asAsked))
      // What the next server has as text will never be truncated; until then the user may interrupt.
      conversation.playback()?.settle()
      const { events, lost } = plan()
      const items = events.filter(({ type }) => type !== "session.update")
      told = new Set(items.flatMap((event) => ("item" in event ? (event.item.id ?? []) : [])))
      const retold = yield* replay(link, items, (id) => told.add(id))
      for (const { audio, fromMs, toMs } of open) {
        yield* Effect.mapError(
          link.connection.send({ type: "input_audio_buffer.append", audio }),
          (error) => new SessionError({ command: "resume", reason: new Disconnected({ error }) })
        )
        link.uplink.sent(audio, toMs - fromMs)
      }
      conversation.change((state) => resumed(state, [...lost, ...retold.lost], [...lists, ...retold.renamed]))
      arrived = true
    })
  }
})
