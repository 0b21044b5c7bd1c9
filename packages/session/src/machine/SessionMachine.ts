/**
 * A session as a pure function: `(state, input) → (state, outputs)`. It knows no clock, no connection and no speaker. Time
 * comes with each input, ids are made from a seed, and what is to be sent, played or waited for is an output. A shell performs
 * the outputs in their order and says what came of them.
 */
import { notice } from "../state/notices.ts"
import type { SessionState } from "../state/SessionState.ts"
import { initial } from "../state/SessionState.ts"
import * as Answered from "./answered.ts"
import * as Commands from "./commands.ts"
import * as Connection from "./connection.ts"
import * as Consequences from "./consequences.ts"
import * as Doubt from "./doubt.ts"
import { Draft } from "./Draft.ts"
import * as InputAudio from "./inputAudio.ts"
import * as Interruption from "./interruption.ts"
import type { Input, Output } from "./Message.ts"
import { noLink } from "./noLink.ts"
import * as Playback from "./playback.ts"
import { received } from "./received.ts"
import * as Requests from "./requests.ts"
import { noAudio } from "./retainedAudio.ts"
import type { MachineOptions, MachineState } from "./State.ts"
import * as Supervise from "./supervise.ts"
import * as Tools from "./tools.ts"
import { without } from "./without.ts"

/** What a step makes of an input. */
export interface Step {
  /** The state from then on. The state before it is unchanged, so that a step can be taken again. */
  readonly state: MachineState
  /** What the shell has to do, in this order, before it takes the next step. */
  readonly outputs: ReadonlyArray<Output>
}

const defaults: MachineOptions = {
  policy: "queue",
  commandMs: 10_000,
  keptMs: 0,
  speakerRate: undefined,
  runsTools: false,
  approves: false,
  marginMs: 120_000,
  patienceMs: 300_000,
  asksWaits: false,
  replayAudio: false,
  budget: { items: 500, bytes: 1 << 20 }
}

/** A session that begins with what is known of a conversation. `seed` makes its ids: no other client of a call may have it. */
export const start = (
  seed: string,
  options: Partial<MachineOptions> = {},
  session: SessionState = initial
): MachineState => ({
  options: { ...defaults, ...options },
  seed,
  serial: 0,
  session,
  timers: new Set(),
  commands: new Map(),
  sending: new Set(),
  gated: new Map(),
  link: noLink,
  playback: undefined,
  clears: new Map(),
  cuts: [],
  retained: noAudio,
  tools: undefined,
  leaving: undefined,
  supervision: undefined,
  ended: undefined
})

/** Takes one step. Never throws. The cost of a step does not grow with the conversation. */
export const step = (state: MachineState, input: Input): Step => {
  const draft = new Draft(state, input)
  take(draft, input)
  Supervise.follow(draft)
  return { state: draft.state, outputs: draft.outputs }
}

const take = (draft: Draft, input: Input): void => {
  switch (input._tag) {
    case "Start":
      return Supervise.start(draft, input.id)
    case "Dialled":
      return Supervise.arrived(draft, input)
    case "DialFailed":
      return Supervise.unreachable(draft, input.dial, input.error)
    case "WaitIs":
      return Supervise.waits(draft, input.ms)
    case "Reconnect":
      return Supervise.reconnect(draft)
    case "Close":
      return Supervise.close(draft, input.id, input.error)
    case "Opened":
      return Connection.opened(draft, input)
    case "Received":
      return received(draft, input.decoded)
    case "Command":
      return Commands.give(draft, input.id, input.command)
    case "Interrupt":
      return draft.link.isReady
        ? Consequences.interrupt(draft, input.id)
        : Connection.interruptUnlinked(draft, input.id)
    case "Withdrawn":
      return Commands.withdraw(draft, input.id)
    case "TimerRan":
      return timerRan(draft, input.timer)
    case "NotSent":
      return Connection.notSent(draft, input.event, input.error)
    case "AudioSent":
      return audioSent(draft, input)
    case "AudioDone":
      return audioDone(draft, input.id)
    case "Played":
      return Playback.played(draft, input.play)
    case "SpeakerAt":
      return Playback.lookedAt(draft, input)
    case "SpeakerStopped":
      return Connection.speakerStopped(draft, Playback.stopped(draft, input.clear, input.progress))
    case "SpeakerFailed":
      return speakerFailed(draft)
    case "ToolAnswered":
      return Tools.answered(draft, input.batch, input.callId, input.output)
    case "ApprovalGiven":
      return Tools.approvalGiven(draft, input.requestId, input.allowed)
    case "Lost":
      return Connection.lost(draft, input.error)
    case "End":
      return Supervise.end(draft, input.error)
  }
}

/**
 * A timer's name is its kind and whose it is.
 *
 * - `answer`: a command had no answer in time.
 * - `gate`: a command waited too long for a connection.
 * - `queue`, `request`, `keyless`: a request for a response waited too long, had no answer, or is sent without its key.
 * - `clear`, `cut`: the speaker did not say how far it came, or an interrupted response did not end.
 * - `probe`, `stall`: the server was asked whether it is there, or a replay goes on in silence.
 * - `dial`, `redial`, `age`, `calm`: a connection did not open, it is time to dial again, the connection has come to an age,
 *   or the moment may be calm enough for a planned move.
 */
const timerRan = (draft: Draft, timer: string): void => {
  if (!draft.state.timers.has(timer)) return
  draft.forgetTimer(timer)
  const [kind, of = ""] = timer.split(" ")
  switch (kind) {
    case "age":
    case "calm":
    case "dial":
    case "redial":
      return Supervise.timerRan(draft, timer)
    case "answer":
      return Answered.timedOut(draft, of)
    case "clear":
      return Connection.speakerStopped(draft, Playback.stopped(draft, of, undefined))
    case "cut":
      return Interruption.waited(draft, of)
    case "gate":
      return Commands.waitedTooLong(draft, of)
    case "keyless":
      return Requests.sendWithoutKey(draft, of)
    case "probe":
      return Connection.judge(draft)
    case "queue":
      return Requests.waitedTooLong(draft, of)
    case "request":
      return Requests.giveUp(draft, of)
    case "stall":
      return Answered.stalled(draft)
  }
}

const audioSent = (draft: Draft, { audio, done, ms }: Extract<Input, { readonly _tag: "AudioSent" }>): void => {
  const { link } = draft
  Doubt.sent(draft, ms)
  draft.updateLink({ input: InputAudio.sent(link.input, draft.state.options.keptMs, audio, ms) })
  if (done !== undefined) audioDone(draft, done)
}

const audioDone = (draft: Draft, id: string): void => draft.update({ sending: without(draft.state.sending, id) })

const speakerFailed = (draft: Draft): void => {
  const message = "The speaker threw an error. What it was given is not heard."
  const isKnown = draft.session.notices.some((each) => each._tag === "CallbackFailed" && each.error.message === message)
  if (!isKnown) draft.change((session) => notice(session, { _tag: "CallbackFailed", error: { message } }))
}
