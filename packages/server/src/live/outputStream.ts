/**
 * The model's stream. It runs from the start to the end of the session, with silence where nothing is said, so its length
 * is the time of the session.
 */
import { Base64, Pcm16 } from "@antiphon/audio"
import { output, type LiveStep, placeOf, send, andThen } from "./Step.ts"
import { slice, write } from "./sound.ts"
import type { LiveState } from "./State.ts"

/** The length of a piece. */
export const pieceMs = 100
const pieceSamples = pieceMs * 24
/** The pieces of one step. A runner that was held up sends the rest in the next steps. */
const maxPieces = 50
/** How long words take that have no speech of their own. */
const wordMs = 250

/** Sends the pieces that are due. */
export const flow = (state: LiveState, now: number): LiveStep => {
  const due = Math.floor((now - state.startedAt) / pieceMs) - state.sent / pieceSamples
  let step = output(state)
  for (let left = Math.min(due, maxPieces); left >= 1; left--) step = andThen(step, piece)
  return step
}

const piece = (state: LiveState): LiveStep => (state.fixture === undefined ? speechPiece(state) : fixturePiece(state))

/** The speech waits while a fixture plays. */
const fixturePiece = (state: LiveState): LiveStep => {
  const { fixture } = state
  if (fixture === undefined) return output(state)
  const { eventId, samples, sent } = fixture
  const part = samples.subarray(sent, sent + pieceSamples)
  const answer = eventId === null ? {} : { client_event_id: eventId }
  const begun = sent === 0 ? send(state, { type: "session.output_audio.fixture.playing", ...answer }) : output(state)
  const next = { ...fixture, sent: sent + part.length }
  const isOver = next.sent >= samples.length
  return andThen(begun, (each) =>
    andThen(sendPiece({ ...each, fixture: isOver ? undefined : next }, part), (after) =>
      isOver ? send(after, { type: "session.output_audio.fixture.played", ...answer }) : output(after)
    )
  )
}

const speechPiece = (state: LiveState): LiveStep => {
  const [part, speech] = slice(state.speech, pieceSamples)
  const spoken = state.spoken + part.length
  // Words without audio behind them are sent too, because the engine may write without speaking.
  const isDry = speech.length === 0 && !state.isRunning
  const due = state.words.filter(({ at }) => isDry || at < spoken)
  const words = state.words.slice(due.length)
  const before = state.sent - state.spoken
  const sent = due.reduce(
    (step, { at, text }, index) =>
      andThen(step, (each) => {
        const start_ms = placeOf(Math.max(state.sent, before + at))
        const next = due[index + 1] ?? words[0]
        const end = next?.at ?? state.queued
        const end_ms = end > at ? Math.max(start_ms, placeOf(before + end)) : start_ms + wordMs
        return send(each, { type: "session.output_transcript.delta", delta: text, start_ms, end_ms })
      }),
    output({ ...state, words })
  )
  return andThen(sent, (each) => sendPiece({ ...each, speech, spoken }, part))
}

/** Sends one piece, filled up with silence. A sideband has it as PCM16, with its times. */
const sendPiece = (state: LiveState, part: Int16Array): LiveStep => {
  const samples = new Int16Array(pieceSamples)
  samples.set(part)
  const type = "session.output_audio.delta"
  const times = { start_ms: placeOf(state.sent), end_ms: placeOf(state.sent + pieceSamples) }
  if (state.isCall) {
    return output(
      { ...state, sent: state.sent + pieceSamples },
      { _tag: "Play", samples },
      { _tag: "Send", to: "sidebands", event: { type, delta: Base64.encode(Pcm16.toBytes(samples)), ...times } }
    )
  }
  const { passage, texts } = write(state.session.audio, state.passages.output, samples)
  const next = { ...state, sent: state.sent + pieceSamples, passages: { ...state.passages, output: passage } }
  return output(next, ...texts.map((delta) => ({ _tag: "Send", to: "primary", event: { type, delta } }) as const), {
    _tag: "Send",
    to: "sidebands",
    event: { type, delta: Base64.encode(Pcm16.toBytes(samples)), ...times }
  })
}
