/** Asterisk's side of AudioSocket. */
import type { Frame } from "../../Dialect.ts"
import { audioSocketFrame } from "../../dialects/audioSocket.ts"
import type { Counterpart, FromApplication } from "../Carrier.ts"

const hear = (frame: Frame): FromApplication => {
  if (typeof frame === "string") return { _tag: "Other" }
  const kind = frame[0] ?? 0xff
  if (kind === 0x10) return { _tag: "Audio", bytes: frame.subarray(3) }
  return kind === 0x00 ? { _tag: "Hangup" } : { _tag: "Other" }
}

const uuidBytes = (uuid: string): Uint8Array =>
  Uint8Array.from(uuid.replaceAll("-", "").match(/../gu) ?? [], (byte) => Number.parseInt(byte, 16))

/** Asterisk's side of AudioSocket, with linear PCM at 8 kHz. It has no marks and no clear. */
export const audioSocketSide = (uuid: string): Counterpart => ({
  format: { type: "audio/pcm", rate: 8000 },
  returnsMarks: false,
  hear,
  say: (said) => {
    switch (said._tag) {
      case "Started":
        return [audioSocketFrame(0x01, uuidBytes(uuid))]
      case "Audio":
        return [audioSocketFrame(0x10, said.bytes)]
      case "Mark":
        return []
      case "Dtmf":
        return [audioSocketFrame(0x03, Uint8Array.of(said.digits.charCodeAt(0)))]
      case "Stopped":
        return [audioSocketFrame(0x00)]
    }
  }
})
