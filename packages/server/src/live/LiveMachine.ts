/**
 * A Live session as a pure function. It is one stream both ways, without turns, items or responses on the wire. Inside, the
 * engine answers the turns of the caller.
 */
import { begin as beginPassage } from "../machine/codec.ts"
import { toSamples } from "../machine/Audio.ts"
import type { TurnEvent } from "../engine/TurnEvent.ts"
import { client, close, secondsOf, usageMs } from "./commands.ts"
import { beginCall } from "./call.ts"
import type { LiveInput, LiveOutput } from "./Message.ts"
import { flow, pieceMs } from "./outputStream.ts"
import { between } from "./sound.ts"
import { takeSound } from "./takeSound.ts"
import { message, remember } from "./settings.ts"
import { interrupt, onChunk, onRunEnded, say } from "./speaking.ts"
import type { LiveState, StoredSession } from "./State.ts"
import { failure, type LiveStep, output, placeOf, refuse, send, andThen } from "./Step.ts"

export type { LiveInput, LiveOutput } from "./Message.ts"
export type { LiveState, StoredSession } from "./State.ts"
export type { LiveRefusalCode, LiveStep } from "./Step.ts"

/** The duration of a session, 2 h. */
export const sessionMs = 2 * 60 * 60_000
/** How long the server waits for `session.start`. */
const startMs = 60_000
/** Audio before the detected start of speech that belongs to the turn, in samples. */
const padding = toSamples(300)

/** What a new session begins with. */
export interface LiveStart {
  readonly now: number
  readonly seed: string
  /** The duration of the session. Defaults to 2 h. */
  readonly sessionMs?: number | undefined
  /** The stored session, if this one is a fork. */
  readonly source?: StoredSession | undefined
  /** Whether the audio travels in tracks. Defaults to false. */
  readonly isCall?: boolean
}

/** Begins. The server is silent until the client sends `session.start`. */
export const start = ({ isCall = false, now, seed, sessionMs: duration = sessionMs, source }: LiveStart): LiveStep => {
  const state: LiveState = {
    seed,
    serial: 0,
    phase: "waiting",
    source,
    session: {},
    isCall,
    sessionMs: duration,
    startedAt: now,
    appended: 0,
    recent: [],
    turnAt: undefined,
    isMuted: false,
    sent: 0,
    speech: [],
    queued: 0,
    spoken: 0,
    words: [],
    fixture: undefined,
    jobs: [],
    run: 0,
    isRunning: false,
    saying: "",
    heard: 0,
    answered: 0,
    call: undefined,
    delegations: [],
    history: [],
    usageAt: 0,
    passages: { input: beginPassage, output: beginPassage }
  }
  return output(state, { _tag: "Wake", at: now + startMs })
}

/** Takes one step. After the end, inputs have no effect. */
export const step = (state: LiveState, input: LiveInput): LiveStep => {
  if (state.phase === "closed") return output(state)
  switch (input._tag) {
    case "Client":
      return client(state, input.from, input.decoded, input.now)
    case "Joined":
      return send(state, { type: "session.started", session: state.session }, input.peer)
    case "Begin":
      return beginCall(state, input.session, input.now)
    case "Sound":
      return state.phase === "open" ? takeSound(state, input.samples) : output(state)
    case "Tick":
      return tick(state, input.now)
    case "Turn":
      return onTurn(state, input.event)
    case "Heard":
      return onHeard(state, input)
    case "Chunk":
      return input.run === state.run ? onChunk(state, input.chunk) : output(state)
    case "RunEnded":
      return input.run === state.run ? onRunEnded(state, input.error) : output(state)
    case "Left":
      return close(state, input.reason, input.now)
  }
}

const tick = (state: LiveState, now: number): LiveStep => {
  if (state.phase === "waiting") {
    if (now < state.startedAt + startMs) return output(state, { _tag: "Wake", at: state.startedAt + startMs })
    const late = refuse("session_not_started", "The session did not start within 60 s. Connect again.")
    return andThen(failure({ ...state, phase: "closed" }, late, "primary"), (each) =>
      output(each, { _tag: "Close", code: 1008, reason: late.message })
    )
  }
  if (now >= state.startedAt + state.sessionMs) return close(state, "expired", now)
  return andThen(
    andThen(flow(state, now), (each) => use(each, now)),
    (each) => output(each, { _tag: "Wake", at: Math.min(now + pieceMs, each.startedAt + each.sessionMs) })
  )
}

const use = (state: LiveState, now: number): LiveStep =>
  now < state.usageAt
    ? output(state)
    : send(
        { ...state, usageAt: state.usageAt + usageMs },
        {
          type: "session.usage.updated",
          usage: { seconds: secondsOf(state, now) },
          context_window: { usage_ratio: state.history.length / 128 }
        }
      )

/** The caller's speech interrupts the model. Its end asks for the words. */
const onTurn = (state: LiveState, event: TurnEvent): LiveStep => {
  switch (event._tag) {
    case "SpeechStarted":
      return interrupt({ ...state, turnAt: event.at })
    case "SpeechStopped": {
      const { appended, heard, recent, turnAt = event.at } = state
      const audio = between(recent, appended, { from: turnAt - padding, to: event.at })
      const request = {
        turn: heard,
        model: "gpt-live-transcribe",
        language: undefined,
        prompt: undefined,
        logprobs: false
      }
      const times = { startMs: placeOf(turnAt), endMs: placeOf(event.at) }
      return output(
        { ...remember(state, message("user", "", [audio])), turnAt: undefined, heard: heard + 1 },
        { _tag: "Transcribe", request, audio, ...times }
      )
    }
    case "Silence": {
      const from = Math.max(0, Math.min(event.until, state.appended) - padding)
      const recent = between(state.recent, state.appended, { from, to: state.appended })
      return output({ ...state, recent: [recent] })
    }
  }
}

/** Spreads the words evenly over the turn. Then the model answers. */
const onHeard = (
  state: LiveState,
  { endMs, startMs: from, words }: Extract<LiveInput, { readonly _tag: "Heard" }>
): LiveStep => {
  const text = words.join("")
  const last = state.history.findLastIndex(({ item }) => item.type === "message" && item.role === "user")
  const spoken = state.history[last]
  const history = spoken === undefined ? state.history : state.history.with(last, message("user", text, spoken.audio))
  const each = (endMs - from) / Math.max(1, words.length)
  const sent = words.reduce(
    (before, delta, index) =>
      andThen(before, (now) => {
        const start_ms = Math.round(from + index * each)
        const end_ms = Math.round(from + (index + 1) * each)
        return send(now, { type: "session.input_transcript.delta", delta, start_ms, end_ms })
      }),
    output({ ...state, history })
  )
  return andThen(sent, (now) => say(now, { _tag: "Respond" }))
}

/** What is kept of a session that was stored. */
export const stored = (state: LiveState): StoredSession | undefined =>
  state.session.store === true
    ? { session: state.session, history: state.history.map((each) => ({ ...each, audio: [] })) }
    : undefined

/** Names the outputs that one step may have, for runners. */
export type OutputNamed<T extends LiveOutput["_tag"]> = Extract<LiveOutput, { readonly _tag: T }>
