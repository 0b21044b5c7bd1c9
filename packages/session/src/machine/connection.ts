/** The life of a connection, as the conversation sees it. It opens, and later it is lost or left. */
import { type ClientEvent, TransportError } from "@antiphon/core"
import { Disconnected } from "../SessionError.ts"
import { disconnect } from "../state/reduce.ts"
import { noLink } from "./noLink.ts"
import { failed } from "./answered.ts"
import * as Answers from "./answers.ts"
import * as Commands from "./commands.ts"
import { cutShort, unspoken } from "./cutShort.ts"
import * as Doubt from "./doubt.ts"
import type { Draft } from "./Draft.ts"
import * as InputAudio from "./inputAudio.ts"
import * as Interruption from "./interruption.ts"
import type { Resuming } from "./Message.ts"
import * as Playback from "./playback.ts"
import * as Replay from "./replay.ts"
import * as Requests from "./requests.ts"
import type { Clear } from "./State.ts"

/** Timers that do not end with the connection. */
const lasting = /^(gate|clear|dial|redial)\b/

/** What a shell says of a connection. The names are those of the input `Opened`. */
interface Opened {
  readonly id: string
  readonly trackRate: number | undefined
  readonly doubtsSilence: boolean
  readonly resuming: Resuming | undefined
}

/** A connection is open. The server speaks first. */
export const opened = (draft: Draft, { doubtsSilence, id, resuming, trackRate }: Opened): void => {
  draft.update({
    link: {
      ...noLink,
      id: draft.id("link"),
      trackRate,
      doubtsSilence,
      known: draft.session.items,
      older: draft.session.responses,
      replay: resuming === undefined ? undefined : Replay.prepare(draft, id, resuming)
    }
  })
  const eventId = draft.id("greeting")
  Answers.expect(draft, { eventId, command: "make", awaits: { _tag: "Greeting" }, then: { _tag: "Greeted", id } })
}

/** The connection did not take an event. What waits for an answer to it fails, and other events are passed over. */
export const notSent = (draft: Draft, event: ClientEvent, error: TransportError): void => {
  const eventId = event.event_id ?? ""
  if (event.type === "response.create") return Requests.notSent(draft, eventId, new Disconnected({ error }))
  const waiting = Answers.take(draft, eventId)
  if (waiting !== undefined) failed(draft, waiting, new Disconnected({ error }))
}

/** The time of a probe is over. If nothing came, the connection is dead. */
export const judge = (draft: Draft): void => {
  if (!Doubt.judge(draft)) return
  const detail = "commands had no answer, and nothing came after the server was asked once more"
  draft.output({ _tag: "Close", code: 1000, reason: "the server does not answer" })
  lost(draft, TransportError.dead({ detail }))
}

/**
 * The connection ended. Nothing that comes over it counts any more. What waits for an answer fails with the reason. What was
 * not heard is cut from the state, because no event can say so to this server. A session without supervision ends with it.
 */
export const lost = (draft: Draft, error: TransportError): void => {
  const { link } = draft
  if (link.id === "") return
  const reason = new Disconnected({ error })
  const unopened = new Disconnected({ error, came: link.before ?? [] })
  const unheard = [...draft.session.responses.values()]
    .filter(({ id }) => link.unwanted.has(id))
    .flatMap(({ items }) => [...items.values()])
    .map((item_id) => ({ type: "conversation.item.delete", item_id }) as const)
  const silent = link.trackRate === undefined ? unspoken(draft.session, link.known) : []
  if (link.replay?.arrived !== false) {
    draft.update({ leaving: Replay.leaving(draft.session, InputAudio.left(link.input, draft.session)) })
  } else draft.change((session) => Replay.abandoned(session, link.known))
  for (const { eventId } of Answers.open(draft)) {
    const waiting = Answers.take(draft, eventId)
    if (waiting !== undefined) failed(draft, waiting, waiting.awaits._tag === "Greeting" ? unopened : reason)
  }
  Requests.failAll(draft, reason)
  const events = [...Interruption.unanswered(draft.link), ...unheard, ...silent]
  draft.update({ link: noLink })
  Interruption.end(draft)
  draft.change((session) => events.reduce(cutShort, session))
  for (const timer of draft.state.timers) if (!lasting.test(timer)) draft.clearTimer(timer)
  draft.output({ _tag: "Unlinked", error })
  draft.unlinked = error
  if (draft.state.supervision === undefined) end(draft, error)
}

/**
 * The conversation leaves its connection. A response that was still being made is as if interrupted. The speaker stops, and
 * what was heard stays, also of a whole response that still played. If nothing was being made, what was whole plays on.
 */
export const leave = (draft: Draft, id: string, error: TransportError): void => {
  lost(draft, error)
  const isCut = [...draft.session.responses.values()].some(
    (response) =>
      (response.status === "in_progress" && response.response?.conversation_id !== null) ||
      Interruption.concerns(draft, response.id)
  )
  if (isCut && draft.state.playback !== undefined) return Playback.stop(draft, { _tag: "Left", id })
  left(draft, id, isCut)
}

/** Enters what was heard and ends what is open. `id` is settled, so that the next connection replays no more than was heard. */
const left = (draft: Draft, id: string, isCut: boolean): void => {
  const { delete: deleted, truncate } = Playback.plan(draft, () => isCut)
  draft.change((session) => disconnect([...truncate, ...deleted].reduce(cutShort, session)))
  draft.settle(id, { _tag: "Done" })
}

/** Stops the speaker while there is no connection. The replay contains no more than was heard. */
export const interruptUnlinked = (draft: Draft, id: string): void => {
  const known = draft.session.items
  if (draft.state.playback !== undefined) return Playback.stop(draft, { _tag: "Unlinked", id, known })
  draft.settle(id, { _tag: "Interrupted", interruption: { truncated: [], deleted: [] } })
}

/** It is known how far the speaker came, or it did not say in time. */
export const speakerStopped = (draft: Draft, then: Clear["then"] | undefined): void => {
  switch (then?._tag) {
    case "Cut":
      return Interruption.book(draft, then.cut)
    case "Left":
      return left(draft, then.id, true)
    case "Tracks":
    case "Unlinked": {
      if (then._tag === "Tracks" && then.id === undefined) return
      const known = then._tag === "Unlinked" ? then.known : undefined
      const { delete: deleted, truncate: truncated } = Playback.plan(draft, (itemId) => known?.has(itemId) === true)
      draft.change((session) => [...truncated, ...deleted].reduce(cutShort, session))
      if (then.id !== undefined) draft.settle(then.id, { _tag: "Interrupted", interruption: { truncated, deleted } })
    }
  }
}

/** There will be no other connection. Commands that waited for one fail, and the state shows everything as ended. */
export const end = (draft: Draft, error: TransportError): void => {
  if (draft.state.ended !== undefined) return
  draft.update({ ended: error })
  lost(draft, error)
  Commands.failAll(draft, error)
  draft.change(disconnect)
  draft.output({ _tag: "Ended", error })
}
