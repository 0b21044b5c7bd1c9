/** How a text that comes in pieces grows. */
import type { TranscriptionError } from "@antiphon/core"
import type { TextSlot } from "./State.ts"

export const absent: TextSlot = { status: "absent", text: "", error: undefined }

const open = (slot: TextSlot): boolean => slot.status === "absent" || slot.status === "partial"

/** One more piece; too late once the whole text came. */
export const append = (slot: TextSlot, delta: string): TextSlot =>
  open(slot) && delta !== "" ? { status: "partial", text: slot.text + delta, error: undefined } : slot

/** The whole text, in place of its pieces. */
export const complete = (slot: TextSlot, text: string): TextSlot =>
  open(slot) ? { status: "done", text, error: undefined } : slot

/** No more will come; what came stays. */
export const fail = (slot: TextSlot, error: TranscriptionError): TextSlot =>
  open(slot) ? { status: "failed", text: slot.text, error } : slot
