/** The state of a demo turn and its changes. It is plain data, and the picture is drawn from it alone. */
import type { Decoded, ServerEvent } from "@antiphon/core"
import {
  conversation,
  initial as noSession,
  receive,
  type ItemState,
  type ResponseState,
  type SessionState,
  type Turn
} from "@antiphon/session"
import { addSamples, stepMs, type Track } from "./Track.ts"

/** Samples per millisecond, of every track. */
export const samplesPerMs = 24

/** A file that a turn left. */
export interface WrittenFile {
  readonly path: string
  /** What is in it, in a few words. */
  readonly holds: string
}

/** The state of a turn. */
export interface Model {
  /** The name of the server, in words. */
  readonly server: string
  /** The address of the server. */
  readonly url: string
  /** Length of the user's recording. */
  readonly inputMs: number
  /** How long connecting took, or `undefined` before. */
  readonly connectedMs: number | undefined
  readonly session: SessionState
  /** The audio that the microphone has sent. */
  readonly microphone: Track
  /** The received audio of the answer, at the times at which it plays. */
  readonly speaker: Track
  /** When the answer starts, in ms from the start of the recording, or `undefined` before. */
  readonly firstAudioMs: number | undefined
  /** Milliseconds from the start of the recording. */
  readonly nowMs: number
  /** The number of received events, including malformed frames. */
  readonly received: number
  /** How many events were sent. */
  readonly sent: number
  /** The files that were written, in their order. */
  readonly files: ReadonlyArray<WrittenFile>
}

/** The state before connecting. */
export const initial = (given: Pick<Model, "server" | "url" | "inputMs">): Model => ({
  ...given,
  connectedMs: undefined,
  session: noSession,
  microphone: [],
  speaker: [],
  firstAudioMs: undefined,
  nowMs: 0,
  received: 0,
  sent: 0,
  files: []
})

/** The server sent a frame. */
export const received = (model: Model, decoded: Decoded<ServerEvent>): Model => ({
  ...model,
  session: receive(model.session, decoded),
  received: model.received + 1
})

/** The microphone sent samples that start at `offset`. */
export const spoken = (model: Model, offset: number, samples: Int16Array): Model => ({
  ...model,
  microphone: addSamples(model.microphone, offset, samples),
  nowMs: (offset + samples.length) / samplesPerMs,
  sent: model.sent + 1
})

/** Samples of the answer that play from `offset` on. */
export const heard = (model: Model, offset: number, samples: Int16Array): Model => ({
  ...model,
  speaker: addSamples(model.speaker, offset, samples),
  firstAudioMs: model.firstAudioMs ?? offset / samplesPerMs
})

/** The first turn that turn detection found. */
export const firstTurn = (model: Model): Turn | undefined => model.session.turns.values().next().value

/** How the session detects turns by silence, or `undefined` if it does not. */
export const turnDetection = ({
  session
}: Model): { readonly paddingMs: number; readonly silenceMs: number } | undefined => {
  const config = session.session
  if (config?.type !== "realtime" || !("audio" in config)) return undefined
  const detection = config.audio?.input?.turn_detection
  if (detection?.type !== "server_vad") return undefined
  return { paddingMs: detection.prefix_padding_ms ?? 300, silenceMs: detection.silence_duration_ms ?? 500 }
}

/** When the user's speech starts and ends as the server measured it, without padding and closing silence. */
export const speech = (model: Model): { readonly startMs: number | undefined; readonly endMs: number | undefined } => {
  const turn = firstTurn(model)
  const { paddingMs, silenceMs } = turnDetection(model) ?? { paddingMs: 0, silenceMs: 0 }
  return {
    startMs: turn?.audioStartMs === undefined ? undefined : turn.audioStartMs + paddingMs,
    endMs: turn?.audioEndMs === undefined ? undefined : turn.audioEndMs - silenceMs
  }
}

/** Why an item has no transcript, if the server said so. */
export const wordless = (item: ItemState | undefined): string | undefined =>
  [...(item?.parts.values() ?? [])].find(({ text }) => text.status === "failed")?.text.error?.message ?? undefined

/** The last response, once all responses have ended and no later user turn is open. */
export const answer = ({ session }: Model): ResponseState | undefined => {
  const responses = [...session.responses.values()]
  const last = responses.at(-1)
  const goesOn =
    responses.some(({ status }) => status === "in_progress") ||
    [...session.turns.values()].some(({ status }) => status !== "committed")
  if (last === undefined || goesOn) return undefined
  // A response that failed before its first item has no item to be the last one.
  return last.items.size === 0 || conversation(session).at(-1)?.responseId === last.id ? last : undefined
}

/** The length of the longer track, in ms. */
export const lengthMs = (model: Model): number => Math.max(model.microphone.length, model.speaker.length) * stepMs
