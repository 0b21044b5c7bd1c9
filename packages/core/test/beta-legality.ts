/**
 * Returns what is wrong with a sequence of GA server events, by the invariants of protocol section 1. Empty if it is
 * legal.
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"

interface Part {
  readonly kind: string
  open: boolean
}

interface Item {
  readonly responseId: string
  readonly parts: Map<number, Part>
  open: boolean
}

const kindOf: Readonly<Record<string, string>> = {
  "response.output_text.delta": "text",
  "response.output_text.done": "text",
  "response.output_audio.delta": "audio",
  "response.output_audio.done": "audio",
  "response.output_audio_transcript.delta": "audio",
  "response.output_audio_transcript.done": "audio"
}

export const violations = (events: ReadonlyArray<ServerEvent | UnknownEvent>): ReadonlyArray<string> => {
  const found: Array<string> = []
  const ids = new Set<unknown>()
  const responses = new Map<string, { done: boolean; readonly default: boolean }>()
  const output = new Map<string, Item>()
  /** Items of the conversation, and whether each is added or done. */
  const entered = new Map<string, "added" | "done">()
  const calls = new Map<string, string>()

  for (const [index, event] of events.entries()) {
    const wrong = (what: string) => found.push(`${index} ${event.type}: ${what}`)
    if (index === 0 && event.type !== "session.created") wrong("is not session.created")
    if ("event_id" in event) {
      if (ids.has(event.event_id)) wrong(`repeats event_id ${String(event.event_id)}`)
      ids.add(event.event_id)
    }
    if ("response_id" in event && event.type !== "output_audio_buffer.stopped") {
      const response = responses.get(String(event.response_id))
      if (response === undefined) wrong("comes before response.created")
      else if (response.done && !event.type.startsWith("output_audio_buffer")) wrong("comes after response.done")
    }
    switch (event.type) {
      case "conversation.item.created":
        wrong("is the beta's")
        break
      case "conversation.item.added": {
        const id = event.item.id ?? ""
        if (!("previous_item_id" in event)) wrong("has no previous_item_id")
        if (entered.has(id)) wrong(`${id} was added before`)
        entered.set(id, "added")
        break
      }
      case "conversation.item.done": {
        const id = event.item.id ?? ""
        if (!("previous_item_id" in event)) wrong("has no previous_item_id")
        if (entered.get(id) !== "added") wrong(`${id} is ${entered.get(id) ?? "not added"}`)
        if ("status" in event.item && event.item.status === "in_progress") wrong("is in progress")
        if (output.get(id)?.open === true) wrong(`${id} is still being made`)
        entered.set(id, "done")
        break
      }
      case "response.created": {
        const inDefault = event.response.conversation_id !== null
        const busy = [...responses.values()].some((other) => other.default && !other.done)
        if (inDefault && busy) wrong("another response writes to the conversation")
        responses.set(event.response.id, { done: false, default: inDefault })
        break
      }
      case "response.output_item.added": {
        const { item } = event
        output.set(item.id ?? "", { responseId: event.response_id, parts: new Map(), open: true })
        if (item.type === "function_call") calls.set(item.id ?? "", item.name)
        break
      }
      case "response.content_part.added":
        output.get(event.item_id)?.parts.set(event.content_index, { kind: event.part?.type ?? "", open: true })
        break
      case "response.output_text.delta":
      case "response.output_text.done":
      case "response.output_audio.delta":
      case "response.output_audio.done":
      case "response.output_audio_transcript.delta":
      case "response.output_audio_transcript.done": {
        const part = output.get(event.item_id)?.parts.get(event.content_index)
        if (part?.open !== true) wrong("its part is not open")
        if (part?.kind !== kindOf[event.type]) wrong(`its part is ${part?.kind}`)
        break
      }
      case "response.function_call_arguments.delta":
        if (output.get(event.item_id)?.open !== true) wrong("its item is not open")
        break
      case "response.function_call_arguments.done":
        if (output.get(event.item_id)?.open !== true) wrong("its item is not open")
        if (event.name === undefined || event.name !== calls.get(event.item_id)) wrong(`its name is ${event.name}`)
        break
      case "response.content_part.done": {
        const part = output.get(event.item_id)?.parts.get(event.content_index)
        if (part?.open !== true) wrong("is not open")
        else part.open = false
        break
      }
      case "response.output_item.done": {
        const item = output.get(event.item.id ?? "")
        if (item?.open !== true) wrong("is not open")
        else item.open = false
        if ([...(item?.parts.values() ?? [])].some(({ open }) => open)) wrong("has an open part")
        if (event.item.type === "message" && event.item.role === "assistant") {
          for (const { type } of event.item.content) if (!type.startsWith("output_")) wrong(`has content ${type}`)
        }
        break
      }
      case "response.done": {
        const response = responses.get(event.response.id)
        if (response === undefined) wrong("was never created")
        else if (response.done) wrong("was done before")
        else response.done = true
        for (const [id, item] of output) {
          if (item.responseId !== event.response.id) continue
          if (item.open) wrong(`${id} is open`)
          if (entered.get(id) === "added") wrong(`${id} is not done in the conversation`)
          if (response?.default === true && !entered.has(id)) wrong(`${id} never entered the conversation`)
        }
        break
      }
    }
  }
  for (const [id, state] of entered) if (state === "added") found.push(`${id} is never done`)
  for (const [id, { done }] of responses) if (!done) found.push(`${id} is never done`)
  return found
}
