/**
 * The user's audio until it becomes an item. It is appended, divided into turns, committed or cleared (protocol section 2
 * (3), (4)). Positions count samples of all audio appended in the session. The client sees them in whole ms.
 */
import { type ClientEvent, type EventNamed, ServerEvent } from "@antiphon/core"
import * as Result from "effect/Result"
import type { EngineError, TurnSettings } from "../engine/Contract.ts"
import { paddingMs, silenceMs } from "../engine/turnSettings.ts"
import type { TurnEvent } from "../engine/TurnEvent.ts"
import * as Audio from "./Audio.ts"
import * as Codec from "./codec.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import * as Idle from "./idle.ts"
import * as Playback from "./playback.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import * as Response from "./response.ts"
import type { InputBuffer } from "./State.ts"
import * as Transcription from "./transcription.ts"

/** A client event by its type. */
type Event<T extends ClientEvent["type"]> = EventNamed<typeof ClientEvent, T>

/** Bytes of samples that one append may have, as the real server has it. */
const maxAppendBytes = 15 * 1024 * 1024
/** The shortest audio that may be committed. */
const minCommitMs = 100

/** The position after the last sample. */
const end = (input: InputBuffer): number => input.offset + input.audio.length

/** Handles `input_audio_buffer.append`. */
export const append = (draft: Draft, event: Event<"input_audio_buffer.append">): Refusal | undefined => {
  if (draft.state.ownsPlayback) {
    return refuse("invalid_event", "Audio travels in the media track on this connection. Send it there.", "type")
  }
  const decoded = Codec.decode(draft.state.settings.inputFormat, draft.state.input.passage, event.audio)
  if (Result.isFailure(decoded)) return invalidValue("audio", decoded.failure)
  const { samples, passage } = decoded.success
  if (samples.byteLength > maxAppendBytes)
    return invalidValue("audio", "An append holds at most 15 MiB. Send less at once.")
  const { input, limits } = draft.state
  if (Audio.toMs(input.audio.length + samples.length) > limits.uncommittedMs) {
    const message = `The input audio buffer holds at most ${limits.uncommittedMs}ms of audio. Commit or clear it first.`
    return invalidValue("audio", message)
  }
  hold(draft, samples, passage)
  return undefined
}

/** Appends the samples that the codec still holds back, and begins it anew. */
export const restartCodec = (draft: Draft): void => {
  const { input } = draft.state
  if (input.passage.held > 0) hold(draft, Codec.rest(input.passage))
  draft.update({ input: { ...draft.state.input, passage: Codec.begin } })
}

/**
 * Appends samples of a track. The client cannot be asked to send less, so past the limit the oldest samples are forgotten,
 * and a process without room forgets half of them. The limit cuts a tenth at once, since every cut goes through all blocks.
 */
export const appendTrack = (draft: Draft, samples: Int16Array): void => {
  hold(draft, samples)
  const { input, limits } = draft.state
  const limit = draft.roomBytes > 0 ? Audio.toSamples(limits.uncommittedMs) : Math.floor(input.audio.length / 2)
  if (input.audio.length <= limit) return
  const excess = input.audio.length - Math.floor(limit * 0.9)
  const offset = input.offset + excess
  const turn = input.turn && { ...input.turn, start: Math.max(input.turn.start, offset) }
  draft.update({ input: { ...input, audio: Audio.slice(input.audio, excess), offset, turn } })
}

/** Reports a key of the phone. OpenAI sends this event without an id. */
export const keyPressed = (draft: Draft, key: string): void => {
  const event = ServerEvent.make("input_audio_buffer.dtmf_event_received", {
    event: key,
    received_at: Math.floor(draft.now / 1000)
  })
  draft.output({ _tag: "Send", event })
}

/** Adds samples to the buffer, and feeds them to the detector. */
const hold = (draft: Draft, samples: Int16Array, passage = draft.state.input.passage): void => {
  const { input, settings } = draft.state
  draft.update({ input: { ...input, audio: Audio.append(input.audio, samples), passage } })
  if (settings.turnDetection !== null) {
    draft.output({ _tag: "Feed", detection: input.detection.number, samples })
  }
}

/** Handles `input_audio_buffer.commit`. */
export const commit = (draft: Draft): Refusal | undefined => {
  restartCodec(draft)
  const { input } = draft.state
  const ms = Audio.toMs(input.audio.length)
  if (ms < minCommitMs) {
    const message = `Error committing input audio buffer: buffer too small. Expected at least ${minCommitMs}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`
    return refuse("input_audio_buffer_commit_empty", message)
  }
  makeItem(draft, input.turn?.itemId ?? Conversation.freeId(draft), input.offset, end(input))
  detect(draft)
  return undefined
}

/** Handles `input_audio_buffer.clear`. */
export const clear = (draft: Draft): Refusal | undefined => {
  const { input } = draft.state
  draft.update({ input: { ...input, audio: Audio.empty, passage: Codec.begin, offset: end(input), turn: undefined } })
  draft.send("input_audio_buffer.cleared", {})
  detect(draft)
  return undefined
}

/** Starts detection afresh from the next sample on, or ends it. An open turn ends without an event. */
export const detect = (draft: Draft): void => {
  const { input, settings } = draft.state
  const number = input.detection.number + 1
  draft.update({ input: { ...input, turn: undefined, detection: { number, origin: end(input) } } })
  draft.output({ _tag: "Detect", detection: number, settings: settings.turnDetection })
}

/** Applies an event of the detector. Events of an older detector are ignored. */
export const onTurnEvent = (draft: Draft, detection: number, event: TurnEvent): void => {
  const { input, settings } = draft.state
  if (detection !== input.detection.number || settings.turnDetection === null) return
  const { origin } = input.detection
  switch (event._tag) {
    case "SpeechStarted":
      return started(draft, origin + event.at, settings.turnDetection)
    case "SpeechStopped":
      return stopped(draft, origin + event.at, settings.turnDetection)
    case "Silence":
      return dropSilence(draft, origin + event.until - Audio.toSamples(paddingMs(settings.turnDetection)))
  }
}

/** Switches turn detection off after a failure, and says so. Without a detector no turn would end, so the client commits. */
export const detectionFailed = (draft: Draft, detection: number, error: EngineError): void => {
  if (detection !== draft.state.input.detection.number) return
  const message = `Turn detection failed (${error.message}). Commit by hand, or update the session's turn_detection.`
  draft.failure(message)
  draft.update({ settings: { ...draft.state.settings, turnDetection: null } })
  detect(draft)
}

/** Begins a turn, and interrupts the response if the settings say so. */
const started = (draft: Draft, speech: number, settings: TurnSettings): void => {
  const { input } = draft.state
  if (input.turn !== undefined) return
  const itemId = Conversation.freeId(draft)
  const padded = Audio.wholeMs(speech - Audio.toSamples(paddingMs(settings)))
  const start = Math.max(input.offset, padded)
  draft.update({ input: { ...input, turn: { itemId, start } }, idleAt: undefined })
  draft.send("input_audio_buffer.speech_started", { item_id: itemId, audio_start_ms: Math.round(Audio.toMs(start)) })
  if (settings.interrupt_response === false) return
  Response.interrupt(draft)
  Playback.cut(draft)
}

/** Ends the turn, commits it, and has it answered if the settings say so. */
const stopped = (draft: Draft, speech: number, settings: TurnSettings): void => {
  const { turn } = draft.state.input
  if (turn === undefined) return
  const until = Audio.wholeMs(speech + Audio.toSamples(silenceMs(settings)))
  const stop = Math.max(turn.start, Math.min(end(draft.state.input), until))
  const fields = { item_id: turn.itemId, audio_end_ms: Math.round(Audio.toMs(stop)) }
  draft.send("input_audio_buffer.speech_stopped", fields)
  makeItem(draft, turn.itemId, turn.start, stop)
  if (settings.create_response !== false && draft.state.settings.type === "realtime") Response.answer(draft)
}

/** Makes the silence the user's turn, if the user has been silent for the idle timeout. Only audio that was sent counts. */
export const timePassed = (draft: Draft): void => {
  const ms = Idle.due(draft)
  if (ms === undefined) return
  const { input, settings } = draft.state
  const stop = Audio.wholeMs(end(input))
  const start = Math.min(stop, Math.max(input.offset, stop - Audio.toSamples(ms)))
  const itemId = Conversation.freeId(draft)
  const times = { audio_start_ms: Math.round(Audio.toMs(start)), audio_end_ms: Math.round(Audio.toMs(stop)) }
  draft.send("input_audio_buffer.timeout_triggered", { item_id: itemId, ...times })
  makeItem(draft, itemId, start, stop)
  if (settings.turnDetection?.create_response !== false) Response.answer(draft)
}

/** Moves a stretch of the buffer into the conversation. Earlier audio is forgotten. */
const makeItem = (draft: Draft, itemId: string, start: number, stop: number): void => {
  const { input } = draft.state
  const previous = Conversation.last(draft.state)
  const audio = Audio.slice(input.audio, start - input.offset, stop - input.offset)
  const rest = Audio.slice(input.audio, stop - input.offset)
  const { turns } = draft.state
  draft.update({
    input: { ...input, audio: rest, offset: stop, turn: undefined },
    turns: { ...turns, committed: turns.committed + 1 }
  })
  draft.send("input_audio_buffer.committed", { previous_item_id: previous, item_id: itemId })
  const item = {
    id: itemId,
    type: "message",
    role: "user",
    status: "completed",
    content: [{ type: "input_audio", transcript: null }]
  } as const
  Conversation.add(draft, { id: itemId, item, audio: new Map([[0, audio]]) }, previous)
  Transcription.start(draft, itemId, audio)
}

/** Drops silence that can no longer become part of a turn, nor of the silence that an idle timeout makes a turn. */
const dropSilence = (draft: Draft, before: number): void => {
  const { input, idleAt, settings } = draft.state
  const vad = settings.turnDetection
  const idleMs = idleAt === undefined || vad?.type !== "server_vad" ? 0 : (vad.idle_timeout_ms ?? 0)
  const keep = end(input) - Audio.toSamples(idleMs)
  const drop = Math.min(before - input.offset, keep - input.offset, input.audio.length)
  if (drop <= 0 || input.turn !== undefined) return
  draft.update({ input: { ...input, audio: Audio.slice(input.audio, drop), offset: input.offset + drop } })
}
