/** Parts that the dialects share. */
import { type AudioFormat, Base64 } from "@antiphon/audio"
import type { Frames } from "@antiphon/core/transport"
import * as Schema from "effect/Schema"
import type { Audio, Frame, Heard, Noted, Odd } from "../Dialect.ts"

/** A number, a key or a name that carriers write as a number or as a string. */
export const numberOrText = Schema.Union([Schema.String, Schema.Finite])

/** Reads a {@link numberOrText}. Returns `undefined` if it is absent or not a number. */
export const numberOf = (value: string | number | null | undefined): number | undefined => {
  if (value === undefined || value === null || value === "") return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

export const odd = (raw: Frame, reason: string): Odd => ({ _tag: "Odd", reason, raw })

export const noted = (raw: Frame, name: string): Noted => ({ _tag: "Noted", name, raw })

/** Reads a text frame by its vocabulary. A frame without a known name, or with one that does not fit, is odd. */
export const readText =
  <E>(frames: Frames<E>, understand: (event: E, raw: string) => Heard) =>
  (frame: Frame): Heard => {
    if (typeof frame !== "string") return odd(frame, "The frame is binary, and this carrier sends text.")
    const decoded = frames.decode(frame)
    switch (decoded._tag) {
      case "Known":
        return understand(decoded.event, frame)
      case "Unknown":
        return odd(frame, `${frames.name} does not name this frame.`)
      case "Malformed":
        return odd(frame, decoded.error.message)
    }
  }

/** Where and when audio was said. */
interface Placed {
  readonly timestampMs: number | undefined
  readonly chunk: number | undefined
}

/** Reads audio in base64. */
export const audioOf = (raw: string, payload: string, at: Placed): Audio | Odd => {
  const decoded = Base64.decode(payload)
  if (decoded._tag === "Failure") return odd(raw, `The payload is not base64. ${decoded.failure.message}`)
  return placed(decoded.success, at)
}

/** Audio with what is known of its place. */
export const placed = (bytes: Uint8Array, { timestampMs, chunk }: Placed): Audio => ({
  _tag: "Audio",
  bytes,
  ...(timestampMs === undefined ? {} : { timestampMs }),
  ...(chunk === undefined ? {} : { chunk })
})

/** Returns the bytes of 16-bit samples in the other order. */
export const swapped = (bytes: Uint8Array): Uint8Array => {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    out[i] = bytes[i + 1] ?? 0
    out[i + 1] = bytes[i] ?? 0
  }
  return out
}

/**
 * The format of a codec by the names that carriers use. G.711 needs no rate. Other codecs have the rate that is given, or that
 * of a parameter, as in `audio/l16;rate=16000`. `undefined` if this package has no such codec.
 */
export const formatOf = (encoding: string, given?: string | number | null): AudioFormat | undefined => {
  const [type = "", ...parameters] = encoding.toLowerCase().split(";")
  const name = type.trim().replace(/^audio\//u, "")
  if (["x-mulaw", "mulaw", "pcmu", "ulaw", "g711_ulaw", "basic"].includes(name)) return { type: "audio/pcmu" }
  if (["x-alaw", "alaw", "pcma", "g711_alaw"].includes(name)) return { type: "audio/pcma" }
  const rate = numberOf(given) ?? numberOf(/rate="?(\d+)/u.exec(parameters.join(";"))?.[1]) ?? 0
  return ["l16", "x-l16", "slin"].includes(name) && rate > 0 ? { type: "audio/pcm", rate } : undefined
}

/** The texts of a record whose values may be anything. Numbers and flags become texts, and the rest is left out. */
export const textsOf = (record: Readonly<Record<string, unknown>> | null | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[name, String(value)] as const]
        : []
    )
  )
