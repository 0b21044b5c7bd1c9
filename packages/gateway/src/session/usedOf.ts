/** What an event of the upstream says was used. */
import { isRecord } from "../relay/splitAudio.ts"
import type { UsageRecord } from "../services/UsageLog.ts"

/** What was used, without the session. */
export type Used = Pick<UsageRecord, "id" | "kind" | "usage">

/** A response and a transcription are billed once each, by their ids. Returns `undefined` for any other event. */
export const usedOf = (event: Readonly<Record<string, unknown>>): Used | undefined => {
  if (event["type"] === "response.done" && isRecord(event["response"])) {
    const { id, usage } = event["response"]
    return typeof id === "string" ? { id, kind: "response", usage: usage ?? null } : undefined
  }
  if (event["type"] !== "conversation.item.input_audio_transcription.completed" || event["usage"] === undefined)
    return undefined
  const id = `${String(event["item_id"])}.${String(event["content_index"] ?? 0)}`
  return { id, kind: "transcription", usage: event["usage"] }
}
