/** Parts that the sides share. */
import { Base64 } from "@antiphon/audio"
import type { Started } from "../../Dialect.ts"
import type { Counterpart } from "../Carrier.ts"

/** Bytes of base64. Empty if it is none. */
export const bytesOf = (payload: string): Uint8Array => {
  const decoded = Base64.decode(payload)
  return decoded._tag === "Success" ? decoded.success : new Uint8Array(0)
}

/** The start of a call, as a carrier tells it. */
export const startOf = (counterpart: Counterpart, callId: string): Started => ({
  _tag: "Started",
  callId,
  streamId: callId,
  from: undefined,
  to: undefined,
  parameters: {},
  format: counterpart.format,
  playFormat: counterpart.format
})
