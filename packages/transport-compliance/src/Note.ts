/** The suite's own vocabulary. An adapter carries any vocabulary, so it must carry this one. */
import { type Decoded, ProtocolError, type UnknownEvent } from "@antiphon/core"
import type { EventCodec } from "@antiphon/core/transport"

/** The one event that the suite knows. An event of any other `type` is unknown to it. */
export interface Note {
  readonly type: "note"
  /** The number of the note, by which a body checks order. */
  readonly n: number
  /** Filling, which gives the note its size. */
  readonly text: string
}

/** Makes one note. */
export const note = (n: number, text = ""): Note => ({ type: "note", n, text })

/** Notes numbered from `from`, each of `text`. */
export const notes = (count: number, from = 0, text = ""): ReadonlyArray<Note> =>
  Array.from({ length: count }, (_, index) => note(from + index, text))

const encode = (event: Note | UnknownEvent): string => JSON.stringify(event)

const encoder = new TextEncoder()

/** A note whose frame has exactly `bytes` bytes of UTF-8, filled with copies of `letter`, then of `x`. */
export const noteOfBytes = (n: number, bytes: number, letter = "x"): Note => {
  const room = bytes - encode(note(n)).length
  const letters = Math.floor(room / encoder.encode(letter).length)
  const text = letter.repeat(letters)
  return note(n, text + "x".repeat(room - encoder.encode(text).length))
}

const malformed = (reason: "NotJson" | "NotObject" | "NoType" | "Invalid", raw: string): Decoded<Note> => ({
  _tag: "Malformed",
  error: new ProtocolError({ reason, raw })
})

const isNote = (value: object): value is Note =>
  "n" in value && typeof value.n === "number" && "text" in value && typeof value.text === "string"

const isUnknown = (value: object): value is UnknownEvent => "type" in value && typeof value.type === "string"

/** Decodes a frame as a vocabulary of core does, with the same reasons for a malformed one. Never throws. */
const decode = (frame: string): Decoded<Note> => {
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return malformed("NotJson", frame)
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return malformed("NotObject", frame)
  if (!isUnknown(value)) return malformed("NoType", frame)
  if ((value.type as string) !== "note") return { _tag: "Unknown", event: value }
  return isNote(value) ? { _tag: "Known", event: value } : malformed("Invalid", frame)
}

/** The vocabulary of the end under test, in both directions. */
export const codec: EventCodec<Note> = { decode, encode }

/** The vocabulary of a peer that is itself made of an adapter. It passes each text frame on as it is. */
export const frames: EventCodec<string> = {
  decode: (frame) => ({ _tag: "Known", event: frame }),
  encode: (event) => (typeof event === "string" ? event : JSON.stringify(event))
}

/** The frame of an event. */
export const frameOf = encode
