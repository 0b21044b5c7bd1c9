/** How a text that comes in pieces grows. */
import type { TranscriptionError } from "@antiphon/core/shapes"
import type { TextSlot } from "./SessionState.ts"

export const absent: TextSlot = { status: "absent", text: "", error: undefined }

export const open = (slot: TextSlot): boolean => slot.status === "absent" || slot.status === "partial"

/** Adds a piece. It is too late once the whole text came. */
export const append = (slot: TextSlot, delta: string): TextSlot =>
  open(slot) && delta !== "" ? { status: "partial", text: slot.text + delta, error: undefined } : slot

/** The whole text, in place of its pieces. */
export const complete = (slot: TextSlot, text: string): TextSlot =>
  open(slot) ? { status: "done", text, error: undefined } : slot

/** Ends the text. What came stays. */
export const fail = (slot: TextSlot, error: TranscriptionError): TextSlot =>
  open(slot) ? { status: "failed", text: slot.text, error } : slot

/** Ends a text whose part has ended. A text that began and was never completed has failed. One that never began stays absent. */
export const end = (slot: TextSlot): TextSlot =>
  slot.status === "partial" ? fail(slot, { code: "ended_early", message: "it ended before its whole text came" }) : slot
