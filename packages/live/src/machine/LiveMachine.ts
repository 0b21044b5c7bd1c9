/**
 * A Live session as a pure function. Ids and time come with the inputs. The shell performs the outputs, and decides
 * nothing.
 */
import * as Result from "effect/Result"
import type * as Live from "@antiphon/core/live"
import type { Decoded } from "@antiphon/core"
import { cutText } from "@antiphon/core/boundary"
import { Disconnected } from "../LiveError.ts"
import type { LiveEnd } from "../LiveEnd.ts"
import { answerCall, follow } from "./backend.ts"
import { command } from "./commands.ts"
import type { LiveInput, LiveOutput } from "./Message.ts"
import { noticeMisfits, notice } from "./notices.ts"
import { endsOpening } from "./opening.ts"
import { answer, expect, expire, failAll, forget, refuse, refuseMalformed, settle, wakeOf } from "./pending.ts"
import type { LiveSettings, LiveState } from "./State.ts"
import { type LiveStep, quiet } from "./Step.ts"
import { addWords, type Words } from "./turns.ts"

export { heardOf } from "./turns.ts"
export type { LiveAnswer, LiveCommand, LiveInput, LiveOutput } from "./Message.ts"
export type { BackendWork, LiveNotice, LiveSettings, LiveState, LiveTurn, Pending } from "./State.ts"
export type { LiveStep } from "./Step.ts"

/** The defaults of a session. */
export const defaults: LiveSettings = { commandMs: 10_000, pauseMs: 1200 }

/** What a session begins with. */
export interface LiveStart {
  readonly now: number
  /** The `event_id` of `session.start`. */
  readonly id: string
  /** The settings. A fork gives its changes, and `{}` changes nothing. Absent for a sideband, which only listens. */
  readonly session?: Live.SessionStartConfig | undefined
  readonly settings?: Partial<LiveSettings>
}

/** Begins a session. The client speaks first. The command with the id of the start settles when the session started. */
export const start = ({ id, now, session, settings }: LiveStart): LiveStep => {
  const state: LiveState = {
    phase: "starting",
    session: undefined,
    isMuted: false,
    turns: [],
    nextTurn: 0,
    heardMs: 0,
    usage: { seconds: 0, contextRatio: undefined, isSettled: false },
    pending: new Map(),
    work: new Map(),
    finished: new Set(),
    notices: [],
    before: [],
    closed: undefined,
    closeBy: undefined,
    settings: { ...defaults, ...settings }
  }
  const waitMs = state.settings.commandMs
  const begun = expect(state, id, { command: "start", answeredBy: "session.started", deadline: now + waitMs, waitMs })
  const sent: ReadonlyArray<LiveOutput> =
    session === undefined ? [] : [{ _tag: "Send", event: { type: "session.start", event_id: id, session } }]
  return { state: begun.state, outputs: [...sent, ...begun.outputs] }
}

/** Takes one step. After the end, inputs have no effect. */
export const step = (state: LiveState, input: LiveInput): LiveStep => {
  if (state.phase === "ended") return ended(state, input)
  switch (input._tag) {
    case "Received":
      return taken(noticeMisfits(state, input.decoded), input.decoded)
    case "Unreadable":
      return quiet(notice(state, "audio", `The server sent audio that is left out: ${input.message}.`))
    case "Command":
      return command(state, input.id, input.command, input.now)
    case "Withdrawn":
      return quiet(forget(state, input.id))
    case "NotSent":
      return settle(state, input.id, Result.fail(new Disconnected({ error: input.error })))
    case "Close":
      return close(state, input.now)
    case "Tick":
      return tick(state, input.now)
    case "Played":
      return quiet({ ...state, heardMs: Math.max(state.heardMs, input.ms) })
    case "ToolAnswered":
      return answerCall(state, input.delegationId, input.callId, input.output)
    case "Ended": {
      const failed = failAll(state, input.error)
      const over: LiveState = { ...failed.state, phase: "ended", closeBy: undefined, work: new Map() }
      return { state: over, outputs: [...failed.outputs, { _tag: "End", end: endOf(state, input.error) }] }
    }
  }
}

/** Refuses commands after the end. */
const ended = (state: LiveState, input: LiveInput): LiveStep =>
  input._tag === "Command" ? command(state, input.id, input.command, input.now) : quiet(state)

/** Sends `session.close`, once. The connection ends with the answer, or at the deadline without it. */
const close = (state: LiveState, now: number): LiveStep => {
  if (state.phase === "closing") return quiet(state)
  if (state.phase === "starting") return { state, outputs: [{ _tag: "Disconnect" }] }
  const closing: LiveState = { ...state, phase: "closing", closeBy: now + state.settings.commandMs }
  return { state: closing, outputs: [{ _tag: "Send", event: { type: "session.close" } }, ...wakeOf(closing)] }
}

const tick = (state: LiveState, now: number): LiveStep => {
  const late = expire(state, now)
  return state.closeBy === undefined || now < state.closeBy
    ? late
    : { state: { ...late.state, closeBy: undefined }, outputs: [...late.outputs, { _tag: "Disconnect" }] }
}

/** The types that an error of the opening names. */
const mostBefore = 3

/** Takes a frame. A wrong one ends the opening at once. */
const taken = (state: LiveState, decoded: Decoded<Live.ServerEvent>): LiveStep => {
  if (decoded._tag === "Known" && decoded.event.type === "error") return received(state, decoded.event)
  const refused = decoded._tag === "Malformed" ? refuseMalformed(state, decoded.error) : undefined
  if (refused !== undefined) return refused
  if (state.phase === "starting") {
    const [start = ""] = state.pending.keys()
    const reason = endsOpening(decoded)
    if (reason !== undefined) return settle(state, start, Result.fail(reason))
  }
  if (decoded._tag === "Known") return received(named(state, decoded.event.type), decoded.event)
  return quiet(decoded._tag === "Unknown" ? named(state, decoded.event.type) : state)
}

/** Remembers what came in place of the start. */
const named = (state: LiveState, type: string): LiveState =>
  state.phase === "starting" && type !== "session.started" && state.before.length < mostBefore
    ? { ...state, before: [...state.before, cutText(type, 80)] }
    : state

/** Applies an event of the server. */
const received = (state: LiveState, event: Live.ServerEvent): LiveStep => {
  switch (event.type) {
    case "session.started":
      return started(state, event)
    case "session.updated":
      return answer({ ...state, session: event.session }, event)
    case "session.input_audio.muted":
      return answer({ ...state, isMuted: true }, event)
    case "session.input_audio.unmuted":
      return answer({ ...state, isMuted: false }, event)
    case "session.input_transcript.delta":
      return quiet(addWords(state, wordsOf("user", event)))
    case "session.output_transcript.delta":
      return quiet(addWords(state, wordsOf("model", event)))
    case "session.output_audio.delta":
      return { state, outputs: [{ _tag: "Audio", delta: event.delta }] }
    case "session.delegation.created":
      return delegated(state, event)
    case "response.event":
      return follow(state, event)
    case "session.usage.updated":
      return quiet(used(state, event.usage.seconds, event.context_window?.usage_ratio))
    case "session.closed":
      return closed(state, event)
    case "error":
      return refuse(state, event)
    default:
      return answer(state, event)
  }
}

/** A session starts once, so its start answers whichever `event_id` it names. */
const started = (state: LiveState, event: Live.SessionStarted): LiveStep => {
  const next: LiveState = { ...state, session: event.session }
  if (state.phase !== "starting") return answer(next, event)
  const [start = ""] = state.pending.keys()
  return settle({ ...next, phase: "open", before: [] }, start, Result.succeed(event))
}

const wordsOf = (
  speaker: Words["speaker"],
  { delta, end_ms, start_ms }: Live.SessionInputTranscriptDelta | Live.SessionOutputTranscriptDelta
): Words => ({ speaker, text: delta, startMs: start_ms ?? undefined, endMs: end_ms ?? undefined })

const delegated = (state: LiveState, { delegation, offset_ms }: Live.SessionDelegationCreated): LiveStep =>
  (delegation.target ?? "client") === "client"
    ? { state, outputs: [{ _tag: "Delegate", id: delegation.id, offsetMs: offset_ms ?? undefined }] }
    : quiet(state)

/** The seconds never fall, whatever the server says. */
const used = (state: LiveState, seconds: number, ratio: number | undefined): LiveState => ({
  ...state,
  usage: {
    ...state.usage,
    seconds: Math.max(state.usage.seconds, seconds),
    contextRatio: ratio ?? state.usage.contextRatio
  }
})

const closed = (state: LiveState, event: Live.SessionClosed): LiveStep => {
  const seconds = event.usage?.seconds
  const counted = seconds === undefined ? state : used(state, seconds, undefined)
  const usage = { ...counted.usage, isSettled: seconds !== undefined }
  const session = event.session ?? state.session
  return {
    state: { ...counted, usage, session, closed: event, phase: "closing", closeBy: undefined },
    outputs: [{ _tag: "Disconnect" }]
  }
}

const endOf = (state: LiveState, error: Disconnected["error"]): LiveEnd => {
  const { closed: event, phase, session, usage } = state
  return event === undefined
    ? { _tag: "Lost", error, isCloseUnanswered: phase === "closing", usage, session, canFork: session?.store === true }
    : { _tag: "Closed", reason: event.reason ?? undefined, usage, session }
}
