import type { ServerEvent } from "@antiphon/core"
import type { ConversationItem, Response } from "@antiphon/core/shapes"

interface OpenResponse {
  readonly inConversation: boolean
  /** Items of the response by output index, with whether they are done and which content part is open. */
  readonly items: Map<number, { done: boolean; part: number | undefined }>
}

/** Watches what a server sends and throws at the first event that breaks an invariant of protocol section 1. */
export class Invariants {
  private readonly eventIds = new Set<string>()
  private readonly responses = new Map<string, OpenResponse>()
  private readonly ended = new Set<string>()
  /** The response that the server plays. */
  playing: string | undefined
  /** The conversation as a client rebuilds it from `previous_item_id`. */
  readonly order: Array<string> = []
  private readonly done = new Set<string>()

  watch(event: ServerEvent): void {
    if (this.eventIds.size === 0)
      holds(event.type === "session.created" || event.type === "error", "1: first event", event)
    if ("event_id" in event && typeof event.event_id === "string") {
      holds(!this.eventIds.has(event.event_id), "2: fresh event_id", event)
      this.eventIds.add(event.event_id)
    }
    if (event.type !== "error") holds(!JSON.stringify(event).includes("client_event"), "3: no client event_id", event)
    if (event.type !== "conversation.item.retrieved") holds(!carriesAudio(event), "1.8: no audio bytes", event)
    if (event.type.startsWith("output_audio_buffer.")) return this.played(event)
    if ("response_id" in event) this.inResponse(event)
    switch (event.type) {
      case "response.created":
        return this.created(event.response, event)
      case "response.done":
        return this.finished(event.response, event)
      case "input_audio_buffer.committed":
        return holds(event.previous_item_id === (this.order.at(-1) ?? null), "1.6: committed behind the last", event)
      case "conversation.item.added":
        return this.added(event.item, event.previous_item_id, event)
      case "conversation.item.done": {
        const id = idOf(event.item)
        holds(event.previous_item_id !== undefined, "1.6: previous_item_id present", event)
        holds(!this.done.has(id), "1.7: done once", event)
        this.done.add(id)
        return
      }
      case "conversation.item.deleted":
        this.order.splice(this.order.indexOf(event.item_id), 1)
        this.done.delete(event.item_id)
        return
      default:
    }
  }

  /** Nothing is left open but what still runs. */
  get running(): number {
    return this.responses.size
  }

  private played(event: ServerEvent): void {
    if (event.type === "output_audio_buffer.started") {
      holds(this.playing === undefined, "2 (5b): one at a time", event)
      this.playing = event.response_id
    } else if (event.type === "output_audio_buffer.stopped" || event.type === "output_audio_buffer.cleared") {
      holds(this.playing === event.response_id, "2 (5b): stopped or cleared once", event)
      this.playing = undefined
    }
  }

  private created(response: Response, event: ServerEvent): void {
    holds(!this.responses.has(response.id) && !this.ended.has(response.id), "1.4: created once", event)
    const inConversation = response.conversation_id !== null
    const others = [...this.responses.values()].filter((each) => each.inConversation)
    holds(!inConversation || others.length === 0, "1.5: one response writes to the conversation", event)
    holds(response.status === "in_progress" && response.output?.length === 0, "1.4: begins empty", event)
    this.responses.set(response.id, { inConversation, items: new Map() })
  }

  private finished(response: Response, event: ServerEvent): void {
    const items = [...(this.responses.get(response.id)?.items.values() ?? [])]
    holds(this.responses.delete(response.id), "1.4: done once", event)
    this.ended.add(response.id)
    holds(
      items.every(({ done }) => done),
      "1.4: every item closed",
      event
    )
    holds(items.length === response.output?.length, "1.4: output is complete", event)
    const { usage } = response
    const input = usage?.input_token_details
    const output = usage?.output_token_details
    holds(usage?.total_tokens === (usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0), "usage: total", event)
    holds(usage?.input_tokens === (input?.text_tokens ?? 0) + (input?.audio_tokens ?? 0), "usage: input", event)
    holds(usage?.output_tokens === (output?.text_tokens ?? 0) + (output?.audio_tokens ?? 0), "usage: output", event)
    holds((input?.cached_tokens ?? 0) <= (usage?.input_tokens ?? 0), "usage: cached within input", event)
  }

  private inResponse(event: Extract<ServerEvent, { readonly response_id: string }>): void {
    const response = this.responses.get(event.response_id)
    if (response === undefined) throw new Error(`1.4: between created and done: ${JSON.stringify(event)}`)
    if (!("output_index" in event) || typeof event.output_index !== "number") return
    const item = response.items.get(event.output_index)
    if (event.type === "response.output_item.added") {
      holds(item === undefined && event.output_index === response.items.size, "1.4: items open in order", event)
      holds(
        [...response.items.values()].every(({ done }) => done),
        "1.4: one item at a time",
        event
      )
      response.items.set(event.output_index, { done: false, part: undefined })
      return
    }
    if (item === undefined || item.done) throw new Error(`1.4: in an open item: ${JSON.stringify(event)}`)
    if (event.type === "response.output_item.done") {
      holds(item.part === undefined, "1.4: parts closed before their item", event)
      item.done = true
    } else if (event.type === "response.content_part.added") {
      holds(item.part === undefined, "1.4: one part at a time", event)
      item.part = event.content_index
    } else if ("content_index" in event) {
      holds(item.part === event.content_index, "1.4: in an open part", event)
      if (event.type === "response.content_part.done") item.part = undefined
    }
  }

  private added(item: ConversationItem, previous: string | null | undefined, event: ServerEvent): void {
    const id = idOf(item)
    holds(previous !== undefined, "1.6: previous_item_id present", event)
    holds(!this.order.includes(id), "1.7: added once", event)
    holds(previous === null || this.order.includes(previous ?? ""), "1.6: previous item is known", event)
    this.order.splice(previous == null ? 0 : this.order.indexOf(previous) + 1, 0, id)
  }
}

const idOf = (item: ConversationItem): string => ("id" in item && item.id !== undefined ? item.id : "none")

const carriesAudio = (event: ServerEvent): boolean => /"audio":"/.test(JSON.stringify(event))

const holds = (condition: boolean, rule: string, event: ServerEvent): void => {
  if (!condition) throw new Error(`${rule}: ${JSON.stringify(event)}`)
}
