/**
 * The way of audio to a carrier, as a pure machine. It cuts audio into frames, sends marks, and says how far the caller
 * has heard. It has no clock of its own. The time comes in with each input, in ms on any monotonic clock.
 *
 * A carrier returns a mark once the audio before it was played, and a mark settles those before it. Between two marks the
 * clock is the position, and never past the next mark plus one round trip. Once a mark came back, up to five may be missing,
 * and the clock goes on past them. Marks without audio measure the round trip before the first audio, because one sample of
 * a way with jitter says little. A position is what the caller will have heard when a clear that is sent now takes effect.
 * Names of marks have the generation of the clear before them, so that marks which a clear returns move nothing.
 */
import type {
  Pending,
  PlayoutInput,
  PlayoutOptions,
  PlayoutOutput,
  PlayoutState,
  PlayoutStep,
  Run
} from "./PlayoutState.ts"
import { probe, probeAt } from "./probing.ts"
import { SampleQueue } from "./SampleQueue.ts"
import { clockOf, isMeasured, msOf, originOf, samplesOf, tripOf, withLag, withStart, withTrip } from "./timing.ts"

/** How often a mark is sent, in ms. */
const markEveryMs = 100
/** How long the rest of a frame waits for more, and how long the first audio of a run is collected. */
const holdMs = 60
/** How much of a sound that fills silence is sent ahead, in ms. */
const fillAheadMs = 40
/** A mark that comes this much later than the clock expects is lost. */
const lostAfterMs = 5000
/** How many marks in a row may be missing before the position waits for one. */
const missable = 5

const make = ({ rate, facts, frameSamples }: PlayoutOptions): PlayoutState => ({
  rate,
  frame: frameSamples ?? rate / 50,
  facts,
  given: 0,
  sent: 0,
  acknowledged: 0,
  queue: SampleQueue.empty,
  firstQueuedAt: 0,
  lastQueuedAt: 0,
  run: undefined,
  runs: 0,
  trips: [],
  starts: [],
  probes: [],
  probed: 0,
  probedAt: Number.NEGATIVE_INFINITY,
  marks: [],
  unmarked: 0,
  generation: 0,
  number: 0,
  isPaused: false,
  busyUntil: 0
})

/** Returns the position in samples that the caller will have heard when a clear that is sent at `now` takes effect. */
const position = (state: PlayoutState, now: number): number => {
  const { acknowledged, marks, run, sent } = state
  if (run === undefined) return Math.max(acknowledged, marks.length === 0 ? sent : acknowledged)
  const next = marks[isMeasured(state) ? missable : 0]
  const cap = next === undefined ? sent : Math.min(sent, next.at + samplesOf(state, tripOf(state)))
  return Math.floor(Math.max(acknowledged, Math.min(cap, clockOf(state, run, now))))
}

/** Whether all that was queued has been heard. */
const isPlayed = ({ acknowledged, queue, sent }: PlayoutState): boolean => queue.length === 0 && acknowledged === sent

const step = (state: PlayoutState, input: PlayoutInput, now: number): PlayoutStep => {
  switch (input._tag) {
    case "Queued":
      return pump(queued(state, input.samples, now), now)
    case "Marked":
      return pump(marked(state, input.name, now), now)
    case "Clear":
      return cleared(state)
    case "Flow":
      return pump({ ...state, isPaused: input.isPaused }, now)
    case "Fill":
      return filled(pump(state, now), input.samples, now)
    case "Time":
      return pump(state, now)
  }
}

const queued = (state: PlayoutState, samples: Int16Array, now: number): PlayoutState =>
  samples.length === 0
    ? state
    : {
        ...state,
        given: state.given + samples.length,
        queue: SampleQueue.add(state.queue, samples.slice()),
        firstQueuedAt: state.queue.length === 0 ? now : state.firstQueuedAt,
        lastQueuedAt: now
      }

/** Takes a mark that came back. One that is not pending is stale and moves nothing. */
const marked = (state: PlayoutState, name: string, now: number): PlayoutState => {
  const probe = state.probes.find((each) => each.name === name)
  if (probe !== undefined) {
    return withTrip({ ...state, probes: state.probes.filter((each) => each !== probe) }, now - probe.sentAt)
  }
  const index = state.marks.findIndex((mark) => mark.name === name)
  const mark = state.marks[index]
  if (mark === undefined) return state
  const next = { ...state, acknowledged: mark.at, marks: state.marks.slice(index + 1) }
  const { run } = state
  if (run === undefined || run.number !== mark.run) return next
  const lag = now - mark.afterMs
  const after = { ...next, run: withLag(run, lag) }
  // Later marks of the run say nothing of its start that the first has not said.
  return run.lags.length === 0 ? withStart(after, Math.max(0, lag - run.since)) : after
}

/** Plays a sound that is not counted. Little of it is sent ahead, so that what is said next comes soon. */
const filled = ({ outputs, state }: PlayoutStep, samples: Int16Array, now: number): PlayoutStep => {
  const busyMs = state.busyUntil - now
  if (!isPlayed(state) || state.isPaused || busyMs > fillAheadMs || samples.length !== state.frame) {
    return { state, outputs }
  }
  const busyUntil = Math.max(now, state.busyUntil) + msOf(state, samples.length)
  return { state: { ...state, busyUntil }, outputs: [...outputs, { _tag: "Audio", samples }] }
}

const cleared = (state: PlayoutState): PlayoutStep => {
  const { acknowledged, facts, generation, given, run, sent } = state
  const isHeard = sent === acknowledged
  // Without a clear, what was sent plays to its end.
  const busyUntil =
    facts.marks === "none" && run !== undefined
      ? run.since + run.paddedMs + msOf(state, sent - run.from)
      : state.busyUntil
  return {
    state: {
      ...state,
      queue: SampleQueue.empty,
      sent: given,
      acknowledged: given,
      run: undefined,
      marks: [],
      unmarked: 0,
      generation: generation + 1,
      busyUntil
    },
    outputs: isHeard || facts.marks === "none" ? [] : [{ _tag: "Clear" }]
  }
}

/**
 * What a clear at `now` would stop at. A carrier without a clear plays all that was sent. A carrier plays whole frames, so
 * the middle between two of them is as close as one can be.
 */
const clearPosition = (state: PlayoutState, now: number): number => {
  const { acknowledged, facts, frame, run, sent } = state
  if (facts.marks === "none") return sent
  const at = position(state, now)
  if (run === undefined || at === acknowledged || at === sent) return at
  const half = frame / 2
  return Math.max(acknowledged, Math.min(sent, run.from + Math.round((at - run.from) / half) * half))
}

/** Sends what may be sent, and the marks. */
const pump = (before: PlayoutState, now: number): PlayoutStep => {
  const outputs: Array<PlayoutOutput> = []
  let state = settled(before, now)
  for (let length = nextLength(state, now); length > 0; length = nextLength(state, now)) {
    state = sendPiece(state, length, now, outputs)
  }
  if (isMarkDue(state, now)) state = sendMark(state, outputs)
  return { state: probe(state, now, outputs), outputs }
}

/** Notes what the clock alone says. Audio without marks was played, marks are lost, and a run has ended. */
const settled = (state: PlayoutState, now: number): PlayoutState => {
  const { facts, run } = state
  let next = state
  if (facts.marks === "none") next = { ...state, acknowledged: position(state, now), unmarked: 0 }
  for (let [mark] = next.marks; mark !== undefined && now >= lostAt(next, mark); [mark] = next.marks) {
    next = { ...next, acknowledged: mark.at, marks: next.marks.slice(1) }
  }
  return run !== undefined && next.acknowledged === next.sent ? { ...next, run: undefined } : next
}

/** When a mark is given up. A mark of an earlier run is given up with the first of this one. */
const lostAt = (state: PlayoutState, mark: Pending): number => {
  const { run } = state
  if (run === undefined) return 0
  return originOf(state, run) + (mark.run === run.number ? mark.afterMs : 0) + tripOf(state) + lostAfterMs
}

/** How many samples to send next. 0 if nothing may be sent now. */
const nextLength = (state: PlayoutState, now: number): number => {
  const { facts, frame, queue, run } = state
  if (queue.length === 0 || state.isPaused || isCollecting(state, now)) return 0
  const ahead = samplesOf(state, facts.aheadMs) - (state.sent - state.acknowledged)
  if (ahead < frame) return 0
  if (queue.length < frame) return now - state.lastQueuedAt >= holdMs ? queue.length : 0
  if (facts.frames === "exact" || run === undefined) return frame
  // Up to the next mark, in whole frames.
  const room = Math.min(queue.length, ahead, samplesOf(state, markEveryMs) - state.unmarked)
  return Math.max(frame, Math.floor(room / frame) * frame)
}

/** Whether the first audio of a run waits for more, so that its words do not begin with a stutter. */
const isCollecting = ({ firstQueuedAt, frame, queue, run }: PlayoutState, now: number): boolean =>
  run === undefined && queue.length < 2 * frame && now - firstQueuedAt < holdMs

const sendPiece = (state: PlayoutState, length: number, now: number, outputs: Array<PlayoutOutput>): PlayoutState => {
  const [samples, queue] = SampleQueue.take(state.queue, length)
  const run = runAt(state, now)
  const missing = state.facts.frames === "any" ? 0 : (state.frame - (length % state.frame)) % state.frame
  const padded = new Int16Array(samples.length + missing)
  padded.set(samples)
  outputs.push({ _tag: "Audio", samples: padded })
  const next: PlayoutState = {
    ...state,
    queue,
    sent: state.sent + length,
    unmarked: state.unmarked + length,
    runs: run.number,
    run: { ...run, paddedMs: run.paddedMs + msOf(state, missing) }
  }
  // The first frame of a run has a mark of its own, which measures the way.
  const isFirst = next.sent - run.from === state.frame
  return isFirst || next.unmarked >= samplesOf(next, markEveryMs) ? sendMark(next, outputs) : next
}

/** The run that audio sent now belongs to. The carrier has run dry if the clock is past all that was sent. */
const runAt = (state: PlayoutState, now: number): Run => {
  const { run, sent } = state
  if (run !== undefined && clockOf(state, run, now) < sent) return run
  const since = Math.max(now, state.busyUntil)
  return { number: state.runs + 1, from: sent, since, paddedMs: 0, lags: [] }
}

const isMarkDue = ({ lastQueuedAt, queue, unmarked }: PlayoutState, now: number): boolean =>
  unmarked > 0 && queue.length === 0 && now - lastQueuedAt >= holdMs

const sendMark = (state: PlayoutState, outputs: Array<PlayoutOutput>): PlayoutState => {
  const { generation, marks, run, sent } = state
  if (state.facts.marks === "none" || run === undefined) return { ...state, unmarked: 0 }
  const number = state.number + 1
  const name = `${generation}.${number}`
  outputs.push({ _tag: "Mark", name })
  const afterMs = msOf(state, sent - run.from) + run.paddedMs
  return { ...state, number, unmarked: 0, marks: [...marks, { name, at: sent, run: run.number, afterMs }] }
}

/** When the machine needs the time again, or `undefined` if only another input can change something. */
const wakeAt = (state: PlayoutState): number | undefined => {
  const { facts, frame, lastQueuedAt, marks, queue, run } = state
  const times: Array<number> = []
  const probing = probeAt(state)
  if (probing !== undefined) times.push(probing)
  if (!state.isPaused && queue.length > 0) {
    if (run === undefined) times.push(state.firstQueuedAt + holdMs)
    if (queue.length < frame) times.push(lastQueuedAt + holdMs)
  }
  if (queue.length === 0 && state.unmarked > 0) times.push(lastQueuedAt + holdMs)
  const [mark] = marks
  if (mark !== undefined) times.push(lostAt(state, mark))
  if (facts.marks === "none" && run !== undefined) {
    const ends = run.since + run.paddedMs + msOf(state, state.sent - run.from)
    times.push(queue.length > 0 && !state.isPaused ? ends - facts.aheadMs + msOf(state, frame) : ends)
  }
  return times.length === 0 ? undefined : Math.min(...times)
}

/**
 * `make(options)` returns a playout that has nothing. `step(state, input, now)` returns the next state and what to send.
 * `position`, `clearPosition` and `isPlayed` read it. `wakeAt(state)` says when to give it the time.
 */
export const Playout = { make, step, position, clearPosition, isPlayed, wakeAt }
