/** Measures how long each turn took, moment by moment. */
import type { ClientEvent, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Tapped } from "./Tapped.ts"

/** The moments of a turn, in their usual order. */
export const moments = ["stopped", "committed", "asked", "created", "text", "audio", "done"] as const
/** A moment of a turn. */
export type Moment = (typeof moments)[number]

/** The times of one turn. */
export interface TurnTiming {
  /** Counts from 1. */
  readonly number: number
  /** The cause of the turn. It is speech, typed text, the output of a call, or the server itself. */
  readonly kind: "spoken" | "typed" | "call" | "server"
  readonly itemId: string | undefined
  readonly responseId: string | undefined
  /** `in_progress`, then how the response ended. */
  readonly status: string
  /** The time of each moment, in ms on the clock of the events. */
  readonly at: Readonly<Partial<Record<Moment, number>>>
}

/** The times of the last turns. */
export interface Latency {
  /** The last 100 turns, oldest first. */
  readonly turns: ReadonlyArray<TurnTiming>
  /** The last item of the client, which decides the cause of its next request. */
  readonly lastAdded: "text" | "output" | undefined
  /** How many turns are counted. */
  readonly count: number
}

/** The times before the first turn. */
export const noLatency: Latency = { turns: [], lastAdded: undefined, count: 0 }

/** The number of turns that are kept. */
const limit = 100

/** The start of a turn's clock. It is the end of speech, or the first known moment. */
export const zeroOf = ({ at }: TurnTiming): number =>
  moments.reduce<number | undefined>((zero, moment) => zero ?? at[moment], undefined) ?? 0

/** How long after its start a moment of a turn came, in ms, or `undefined` if it did not come. */
export const offsetOf = (turn: TurnTiming, moment: Moment): number | undefined => {
  const at = turn.at[moment]
  return at === undefined ? undefined : Math.max(0, at - zeroOf(turn))
}

/** How long a response took to be heard or, without audio, to be read, in ms. `undefined` until then. */
export const firstOf = ({ turns }: Latency, responseId: string | undefined): number | undefined => {
  const turn = responseId === undefined ? undefined : turns.findLast((each) => each.responseId === responseId)
  return turn === undefined ? undefined : (offsetOf(turn, "audio") ?? offsetOf(turn, "text"))
}

/** The times after an event passed. */
export const step = (latency: Latency, { at, decoded, direction }: Tapped): Latency => {
  if (decoded._tag !== "Known") return latency
  return direction === "in" ? received(latency, decoded.event, at) : sent(latency, decoded.event, at)
}

/** The times after a server event. */
const received = (latency: Latency, event: ServerEvent | ClientEvent | UnknownEvent, at: number): Latency => {
  switch (event.type) {
    case "input_audio_buffer.speech_stopped":
      return spoken(latency, event.item_id, { stopped: at })
    case "input_audio_buffer.committed":
      return spoken(latency, event.item_id, { committed: at })
    case "response.created": {
      const { id } = event.response
      const open = latency.turns.findIndex(({ responseId, status }) => responseId === undefined && status === "waiting")
      if (open === -1) return begin(latency, "server", { responseId: id, at: { created: at }, status: "in_progress" })
      return change(latency, open, { created: at }, { responseId: id, status: "in_progress" })
    }
    case "response.output_text.delta":
    case "response.output_audio_transcript.delta":
      return ofResponse(latency, event.response_id, { text: at })
    case "response.output_audio.delta":
    case "output_audio_buffer.started":
      return ofResponse(latency, event.response_id, { audio: at })
    case "response.done":
      return ofResponse(latency, event.response.id, { done: at }, { status: event.response.status ?? "completed" })
    default:
      return latency
  }
}

/** The times after a client event. */
const sent = (latency: Latency, event: ServerEvent | ClientEvent | UnknownEvent, at: number): Latency => {
  if (event.type === "conversation.item.create") {
    return { ...latency, lastAdded: event.item.type === "function_call_output" ? "output" : "text" }
  }
  if (event.type !== "response.create") return latency
  const waiting = latency.turns.findLastIndex(({ status }) => status === "waiting")
  if (waiting !== -1) return change(latency, waiting, { asked: at })
  const kind = latency.lastAdded === "output" ? "call" : "typed"
  return { ...begin(latency, kind, { at: { asked: at }, status: "waiting" }), lastAdded: undefined }
}

/** Adds moments to the turn of a spoken item, or begins it. */
const spoken = (latency: Latency, itemId: string, at: TurnTiming["at"]): Latency => {
  const known = latency.turns.findIndex((turn) => turn.itemId === itemId)
  return known === -1 ? begin(latency, "spoken", { itemId, at, status: "waiting" }) : change(latency, known, at)
}

/** Adds moments to the turn of a response. */
const ofResponse = (latency: Latency, id: string, at: TurnTiming["at"], more: Partial<TurnTiming> = {}): Latency => {
  const index = latency.turns.findLastIndex(({ responseId }) => responseId === id)
  return index === -1 ? latency : change(latency, index, at, more)
}

/** Begins a turn. */
const begin = (
  latency: Latency,
  kind: TurnTiming["kind"],
  known: Pick<TurnTiming, "at" | "status"> & Partial<TurnTiming>
): Latency => {
  const number = latency.count + 1
  const turn: TurnTiming = { itemId: undefined, responseId: undefined, ...known, number, kind }
  return { ...latency, turns: [...latency.turns, turn].slice(-limit), count: number }
}

/** Adds moments to a turn. The first time of a moment stays. */
const change = (latency: Latency, index: number, at: TurnTiming["at"], more: Partial<TurnTiming> = {}): Latency => {
  const turn = latency.turns[index]
  if (turn === undefined) return latency
  const known = Object.keys(at).every((moment) => moment in turn.at) && Object.keys(more).length === 0
  if (known) return latency
  return { ...latency, turns: latency.turns.with(index, { ...turn, ...more, at: { ...at, ...turn.at } }) }
}
