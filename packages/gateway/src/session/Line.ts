/** The lines of a session's log, and how they are folded into the state of the conversation. */
import { ServerEvent } from "@antiphon/core"
import { excessOf } from "@antiphon/core/transport"
import { type AudioPlace, receive, receiveAudio, type SessionState } from "@antiphon/session"
import { isRecord } from "../relay/splitAudio.ts"

/** The length of consecutive audio of one part, or of what the client appended. */
export interface AudioMark {
  readonly bytes: number
  readonly place?: AudioPlace
}

/** What a session's log says of the session itself. */
export type Control =
  | { readonly k: "open"; readonly tenant: string; readonly model: string; readonly kind: string }
  | { readonly k: "resume"; readonly by: "gateway" | "client" }
  | { readonly k: "client"; readonly is: "here" | "gone" }
  | { readonly k: "heard"; readonly heard: Readonly<Record<string, number>> }
  | { readonly k: "upstream"; readonly is: "open" | "renewed" }
  /** Lines that did not fit into the buffer while the engine was unavailable. */
  | { readonly k: "gap"; readonly lines: number }
  | { readonly k: "end"; readonly reason: string }

/** `in` is from the upstream, `out` is to it. */
export type Direction = "in" | "out"

/** Keys whose texts are audio. */
const audioKeys = new Set(["audio", "delta"])

/** An event that passed. */
export interface Passed {
  readonly direction: Direction
  readonly at: number
  /** Its JSON, which is used as it is if it is short and has no line breaks. */
  readonly frame: string
  readonly event: unknown
  /** Who injected it. */
  readonly by?: string | undefined
}

/** Writes an event without the audio in it. */
export const eventLine = ({ at, by, direction, event, frame }: Passed): string => {
  const text = frame.length > 1_024 || frame.includes("\n") ? JSON.stringify(event, withoutAudio) : frame
  return `{"d":"${direction}","t":${at}${by === undefined ? "" : `,"by":${JSON.stringify(by)}`},"e":${text}}`
}

/** Leaves out long texts of base64. Words have spaces, and audio has none. */
const withoutAudio = (key: string, value: unknown): unknown =>
  audioKeys.has(key) && typeof value === "string" && value.length > 256 && !value.includes(" ") ? undefined : value

/** Writes the length of audio. */
export const audioLine = (direction: Direction, at: number, mark: AudioMark): string =>
  JSON.stringify({ d: direction, t: at, a: mark })

/** Writes what happened to the session itself. */
export const controlLine = (at: number, control: Control): string => JSON.stringify({ t: at, ...control })

/** The state after a line. A line that does not concern the conversation changes nothing. */
export const foldLine = (state: SessionState, line: string): SessionState => {
  const entry = entryOf(line)
  if (entry === undefined || entry["d"] !== "in") return state
  const mark = entry["a"]
  if (isRecord(mark)) {
    const { bytes, place } = mark
    return typeof bytes === "number" && isPlace(place) ? receiveAudio(state, place, bytes) : state
  }
  return "e" in entry ? receive(state, ServerEvent.decode(JSON.stringify(entry["e"]))) : state
}

/** Reads a line, or returns `undefined` if it is not an object. */
export const entryOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const entry: unknown = JSON.parse(line)
    return isRecord(entry) ? entry : undefined
  } catch {
    return undefined
  }
}

/** A frame that is shorter holds too few values to fill a heap. */
const scanFrom = 64 * 1024

/** Reads a frame of a peer as {@link entryOf} does. One that is nested too deep, or of too many values, is not parsed. */
export const eventOf = (frame: string): Readonly<Record<string, unknown>> | undefined =>
  frame.length > scanFrom && excessOf(frame) !== undefined ? undefined : entryOf(frame)

/** Whether this is the place of audio in a response. */
export const isPlace = (value: unknown): value is AudioPlace =>
  isRecord(value) &&
  typeof value["response_id"] === "string" &&
  typeof value["item_id"] === "string" &&
  typeof value["content_index"] === "number"
