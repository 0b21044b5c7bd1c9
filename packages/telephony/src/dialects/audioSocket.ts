/**
 * Asterisk's AudioSocket, over TCP. A frame is a kind, a length of two bytes, and a payload. It has no marks and no clear,
 * and Asterisk plays what comes as it comes. So the application paces, and its clock is the position.
 */
import type { AudioFormat } from "@antiphon/audio"
import type { Dialect, Frame, Heard, Said } from "../Dialect.ts"
import { noted, odd, placed } from "./parts.ts"

/** Rates of linear PCM by kind of frame, from 0x10. */
const rates = [8000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000]

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")

const uuidOf = (bytes: Uint8Array): string => hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5")

/** Writes a frame. Payloads are at most 65,535 bytes. */
export const audioSocketFrame = (kind: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const frame = new Uint8Array(3 + payload.length)
  frame.set([kind, payload.length >> 8, payload.length & 255])
  frame.set(payload, 3)
  return frame
}

const headBytes = 3

/**
 * Splits the bytes of a connection into frames. Holds back the start of a frame that has not come whole, and copies it once
 * when the frame is whole, however small the pieces are.
 */
export const makeAudioSocketSplitter = (): ((bytes: Uint8Array) => ReadonlyArray<Uint8Array>) => {
  const head = new Uint8Array(headBytes)
  /** The frame that is coming, once its head says its length, and how many of its bytes there are. */
  let frame: Uint8Array | undefined
  let filled = 0
  return (bytes) => {
    const frames: Array<Uint8Array> = []
    for (let at = 0; at < bytes.length;) {
      const target = frame ?? head
      const piece = bytes.subarray(at, at + target.length - filled)
      target.set(piece, filled)
      at += piece.length
      filled += piece.length
      if (frame === undefined && filled === headBytes) {
        frame = new Uint8Array(headBytes + ((head[1] ?? 0) << 8) + (head[2] ?? 0))
        frame.set(head)
      }
      if (frame !== undefined && filled === frame.length) {
        frames.push(frame)
        frame = undefined
        filled = 0
      }
    }
    return frames
  }
}

export interface AudioSocketOptions {
  /**
   * The codec of the channel. Asterisk sends `c(ulaw)` under the kind of linear PCM, so the frames do not say it. Defaults
   * to linear PCM at 8 kHz, `c(slin)`.
   */
  readonly format?: AudioFormat
}

/** AudioSocket with `AudioSocket(uuid,host:port)`. Each frame stands alone, as the splitter returns it. */
export const audioSocket = (options: AudioSocketOptions = {}): Dialect => {
  const format: AudioFormat = options.format ?? { type: "audio/pcm", rate: 8000 }
  const kind = format.type === "audio/pcm" ? 0x10 + rates.indexOf(format.rate) : 0x10
  if (kind < 0x10)
    throw new RangeError(`AudioSocket has no linear PCM at ${format.type === "audio/pcm" ? format.rate : 0} Hz`)

  const decode = (frame: Frame): Heard => {
    if (typeof frame === "string") return odd(frame, "The frame is text, and AudioSocket has bytes.")
    const [type, high = 0, low = 0] = frame
    if (type === undefined || frame.length !== 3 + (high << 8) + low)
      return odd(frame, "The frame has another length than it says.")
    const payload = frame.subarray(3)
    switch (type) {
      case 0x00:
        return { _tag: "Stopped" }
      case 0x01: {
        if (payload.length !== 16) return odd(frame, "The call's uuid has another length than 16 bytes.")
        const callId = uuidOf(payload)
        const nobody = { from: undefined, to: undefined, parameters: {} }
        return { _tag: "Started", callId, streamId: callId, ...nobody, format, playFormat: format }
      }
      case 0x03:
        return payload.length === 1
          ? { _tag: "Dtmf", digits: String.fromCharCode(payload[0] ?? 0) }
          : odd(frame, "The key has another length than 1 byte.")
      case 0xff:
        return noted(frame, "error")
      default:
        return type === kind
          ? audio(frame, payload)
          : odd(frame, "The kind of the frame is not the one of the channel's codec.")
    }
  }

  // 160 bytes are 20 ms of G.711 at 8 kHz, and 10 ms of linear PCM, which Asterisk does not send.
  const audio = (frame: Uint8Array, payload: Uint8Array): Heard =>
    format.type === "audio/pcm" && format.rate === 8000 && payload.length === 160
      ? odd(frame, "The channel has G.711 under the kind of linear PCM. Dial with c(slin), or set the format.")
      : placed(payload, { timestampMs: undefined, chunk: undefined })

  const encode = (said: Said): ReadonlyArray<Uint8Array> => {
    switch (said._tag) {
      case "Audio":
        return [audioSocketFrame(kind, said.bytes)]
      case "Hangup":
        return [audioSocketFrame(0x00)]
      default:
        return []
    }
  }

  return {
    name: "audioSocket",
    facts: {
      marks: "none",
      onClear: "unknown",
      frames: "exact",
      aheadMs: 60,
      dtmf: false,
      hangup: true,
      ordered: true
    },
    decode,
    encode
  }
}
