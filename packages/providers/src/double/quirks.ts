/** What several servers leave out, as doubles leave it out. */
import type { Frame } from "@antiphon/core/transport"
import { type Fields, fieldsAt, isFields, listAt, withFields, without } from "../dialect/values.ts"

/** A copy of a frame without some keys. */
export const drop = (frame: Frame, ...keys: ReadonlyArray<string>): Frame => ({
  ...without(frame, ...keys),
  type: frame.type
})

/** The server does not echo the client's metadata. */
export const withoutMetadata = (frame: Frame): Frame => {
  const response = frame["response"]
  return isFields(response) && response["metadata"] != null
    ? withFields(frame, { response: without(response, "metadata") })
    : frame
}

/** Items have the beta's kinds of content. */
export const withBetaContent = (frame: Frame): Frame => {
  if (isFields(frame["item"])) return withFields(frame, { item: itemOf(frame["item"]) })
  const response = fieldsAt(frame, "response")
  if (listAt(response, "output").length === 0) return frame
  const output = listAt(response, "output").map((item) => (isFields(item) ? itemOf(item) : item))
  return withFields(frame, { response: { ...response, output } })
}

const names: Readonly<Record<string, string>> = { output_text: "text", output_audio: "audio" }

const itemOf = (item: Fields): Fields => {
  if (item["role"] !== "assistant") return item
  const content = listAt(item, "content").map((part) => {
    const name = isFields(part) && typeof part["type"] === "string" ? names[part["type"]] : undefined
    return name === undefined || !isFields(part) ? part : { ...part, type: name }
  })
  return { ...item, content }
}
