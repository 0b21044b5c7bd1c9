/** How a text that comes in pieces grows. */
import type { TranscriptionError } from "@antiphon/core/shapes"
import type { TextSlot } from "./SessionState.ts"

/** A text of which nothing came. */
export const absent: TextSlot = { status: "absent", text: "", error: undefined }

/** Whether more of the text may come. */
export const open = (slot: TextSlot): boolean => slot.status === "absent" || slot.status === "partial"

/** Characters of a text that comes in pieces. The piece that reaches them is the last one taken. */
export const mostText = 1 << 20

/** Adds a piece. It is too late once the whole text came, or once the text has {@link mostText} characters. */
export const append = (slot: TextSlot, delta: string): TextSlot =>
  open(slot) && delta !== "" && slot.text.length < mostText
    ? { status: "partial", text: slot.text + delta, error: undefined }
    : slot

/** Characters at the end of a text among which a late piece is looked for, so that a piece costs the same in a long text. */
const searched = 16_384

/** Whether a piece came too late for a text that does not have it. A piece that the whole text overtook is in it. */
export const isLate = (slot: TextSlot, delta: string): boolean =>
  !open(slot) && !slot.text.slice(-searched).includes(delta)

/** Whether a change made the text as long as it may become by pieces. */
export const becameFull = (before: TextSlot, after: TextSlot): boolean =>
  after.status === "partial" && before.text.length < mostText && after.text.length >= mostText

/** The whole text, in place of its pieces. */
export const complete = (slot: TextSlot, text: string): TextSlot =>
  open(slot) ? { status: "done", text, error: undefined } : slot

/** Ends the text. What came stays. */
export const fail = (slot: TextSlot, error: TranscriptionError): TextSlot =>
  open(slot) ? { status: "failed", text: slot.text, error } : slot

/** Ends a text whose part has ended. A text that began and was never completed has failed. One that never began stays absent. */
export const end = (slot: TextSlot): TextSlot =>
  slot.status === "partial" ? fail(slot, { code: "ended_early", message: "it ended before its whole text came" }) : slot
