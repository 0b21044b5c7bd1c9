/** The turn as plain lines, for a log or a pipe. */
import { type ItemState, textOf } from "@antiphon/session"
import { quoted } from "../CliFailure.ts"
import { type Model, speech, turnDetection, wordless } from "../demo/Model.ts"
import { printable, seconds } from "./format.ts"

/** The lines that a change of the model adds. */
export const lines = (before: Model, after: Model): ReadonlyArray<string> => {
  const was = speech(before)
  const is = speech(after)
  const out: Array<string> = []
  if (before.connectedMs === undefined && after.connectedMs !== undefined) {
    out.push(`connected   ${after.url} in ${Math.round(after.connectedMs)} ms: ${after.server}`)
  }
  if (before.session.session !== after.session.session) {
    const detection = turnDetection(after)
    const turns = detection === undefined ? "" : `, ${detection.silenceMs} ms of silence end a turn`
    out.push(`session     ${before.session.session === undefined ? "created" : "updated"}${turns}`)
  }
  if (was.startMs === undefined && is.startMs !== undefined) {
    out.push(`you         speech starts at ${seconds(is.startMs)}`)
  }
  if (was.endMs === undefined && is.endMs !== undefined) out.push(`you         speech ends at ${seconds(is.endMs)}`)
  if (before.firstAudioMs === undefined && after.firstAudioMs !== undefined) {
    const wait = is.endMs === undefined ? "" : `, ${seconds(after.firstAudioMs - is.endMs)} after the end of speech`
    out.push(`assistant   first audio at ${seconds(after.firstAudioMs)}${wait}`)
  }
  for (const [id, item] of after.session.items) {
    if (spoken(item) && !spoken(before.session.items.get(id))) {
      out.push(
        `${(item.responseId === undefined ? "you" : "assistant").padEnd(12)}${printable(JSON.stringify(textOf(item)))}`
      )
    }
  }
  for (const [id, item] of after.session.items) {
    const why = wordless(item)
    if (why !== undefined && wordless(before.session.items.get(id)) === undefined) {
      out.push(`you         no words: ${printable(quoted(why))}`)
    }
  }
  for (const notice of after.session.notices.slice(before.session.notices.length)) {
    out.push(`${notice._tag.toLowerCase().padEnd(12)}${printable(quoted(notice.error.message))}`)
  }
  if (before.files !== after.files) {
    out.push(`events      ${after.received} received, ${after.sent} sent`)
    for (const { holds, path } of after.files) out.push(`written     ${path}: ${holds}`)
  }
  return out
}

/** Whether all words of an item have arrived. */
const spoken = (item: ItemState | undefined): boolean =>
  item !== undefined && textOf(item) !== "" && [...item.parts.values()].every(({ text }) => text.status === "done")
