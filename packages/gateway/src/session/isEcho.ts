/** Echoes of items that were replayed to an upstream. */
import { isRecord } from "../relay/splitAudio.ts"
import { eventOf } from "./Line.ts"

const echoes = /^conversation\.item\.(added|created|done)$/

/** Whether an event only repeats what was replayed to the upstream. The last echo of an item is forgotten. */
export const isEcho = (told: Set<string>, data: Buffer): boolean => {
  const text = data.toString()
  if (!text.includes('"conversation.item.')) return false
  const event = eventOf(text)
  const item = event?.["item"]
  if (!isRecord(item) || !echoes.test(String(event?.["type"]))) return false
  const id = String(item["id"])
  return event?.["type"] === "conversation.item.done" ? told.delete(id) : told.has(id)
}
