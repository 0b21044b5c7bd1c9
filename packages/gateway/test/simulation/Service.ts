/** The service behind the nodes. It keeps the items of each session and answers in words. */
import type { Upstream } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import { Line } from "./Line.ts"
import type { Random } from "./random.ts"

interface Frame {
  readonly type: string
  readonly event_id?: string
  readonly item?: { readonly id?: string; readonly role?: string; readonly content?: ReadonlyArray<object> }
  readonly item_id?: string
  readonly previous_item_id?: string
}

/** One session of the service. */
class ServiceSession {
  readonly line: Line
  private readonly id: string
  private readonly items: Array<string> = []
  private readonly random: Random
  private readonly timers = new Set<ReturnType<typeof setTimeout>>()
  private serial = 0
  private isAnswering = false
  private isOpen = true

  constructor(id: string, random: Random) {
    this.id = id
    this.random = random
    this.line = new Line({
      onFrame: (text) => this.take(JSON.parse(text)),
      onClosed: () => this.end()
    })
    this.later(1, () => this.send({ type: "session.created", session: this.session() }))
  }

  private session() {
    return { type: "realtime", id: this.id, object: "realtime.session", model: "m", output_modalities: ["text"] }
  }

  private end(): void {
    this.isOpen = false
    for (const timer of this.timers) clearTimeout(timer)
  }

  get isConnected(): boolean {
    return this.isOpen
  }

  /** The service breaks the connection. */
  fail(code: number): void {
    this.end()
    this.line.close(code)
  }

  private later(ms: number, go: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      go()
    }, ms)
    this.timers.add(timer)
  }

  private send(event: object): void {
    if (this.isOpen) this.line.send(JSON.stringify({ event_id: `event_${this.id}_${++this.serial}`, ...event }))
  }

  private refuse(code: string, { event_id }: Frame): void {
    const error = { type: "invalid_request_error", code, message: code, param: null, event_id: event_id ?? null }
    this.send({ type: "error", error })
  }

  private take(frame: Frame): void {
    switch (frame.type) {
      case "session.update":
        return this.send({ type: "session.updated", session: this.session() })
      case "conversation.item.create":
        return this.addItem(frame)
      case "conversation.item.truncate":
        return this.send({ ...frame, type: "conversation.item.truncated" })
      case "conversation.item.delete":
        return this.send({ type: "conversation.item.deleted", item_id: frame.item_id })
      case "response.create":
        return this.isAnswering ? this.refuse("conversation_already_has_active_response", frame) : this.answer()
    }
  }

  private addItem(frame: Frame): void {
    const id = frame.item?.id ?? `item_${this.id}_${++this.serial}`
    if (this.items.includes(id)) return this.refuse("item_create_duplicate_id", frame)
    const previous_item_id = this.put(id, frame.previous_item_id)
    const item = { ...frame.item, id, object: "realtime.item", status: "completed" }
    this.send({ type: "conversation.item.added", previous_item_id, item })
    this.send({ type: "conversation.item.done", previous_item_id, item })
  }

  /** Puts an item behind another one or at the end, and returns the one before it. */
  private put(id: string, previous: string | undefined): string | null {
    const at = previous === "root" ? 0 : previous === undefined ? this.items.length : this.items.indexOf(previous) + 1
    this.items.splice(at, 0, id)
    return this.items[at - 1] ?? null
  }

  private answer(): void {
    this.isAnswering = true
    const response_id = `resp_${this.id}_${++this.serial}`
    const item_id = `item_${response_id}`
    const place = { response_id, item_id, output_index: 0, content_index: 0 }
    const response = { object: "realtime.response", id: response_id, status: "in_progress", output: [], usage: null }
    const item = { id: item_id, object: "realtime.item", type: "message", role: "assistant", content: [] }
    const words = Array.from({ length: this.random.between(1, 6) }, (_, n) => `word${n} `)
    const part = { type: "text", text: words.join("") }
    const whole = { ...item, status: "completed", content: [{ type: "output_text", text: part.text }] }
    let previous_item_id: string | null = null
    const usage = { total_tokens: 3, input_tokens: 1, output_tokens: 2 }
    const steps: ReadonlyArray<() => void> = [
      () => {
        previous_item_id = this.put(item_id, undefined)
        this.send({ type: "response.created", response })
        this.send({ type: "response.output_item.added", response_id, output_index: 0, item })
        this.send({ type: "conversation.item.added", previous_item_id, item })
        this.send({ type: "response.content_part.added", ...place, part: { type: "text", text: "" } })
      },
      ...words.map((delta) => () => this.send({ type: "response.output_text.delta", ...place, delta })),
      () => {
        this.send({ type: "response.output_text.done", ...place, text: part.text })
        this.send({ type: "response.content_part.done", ...place, part })
        this.send({ type: "response.output_item.done", response_id, output_index: 0, item: whole })
        this.send({ type: "conversation.item.done", previous_item_id, item: whole })
        this.isAnswering = false
        this.send({ type: "response.done", response: { ...response, status: "completed", output: [whole], usage } })
      }
    ]
    let after = 0
    for (const step of steps) this.later((after += this.random.between(1, 40)), step)
  }
}

/** Makes the service. `opened` learns of each line that it opens to a node. */
export const makeService = (random: Random) => {
  const sessions = new Set<ServiceSession>()
  let serial = 0
  return {
    sessions,
    upstream: (opened: (line: Line) => void): Upstream => ({
      name: "simulated",
      dial: () =>
        Effect.sync(() => {
          const session = new ServiceSession(`s${++serial}`, random)
          sessions.add(session)
          opened(session.line)
          return session.line.peer
        })
    })
  }
}

export type Service = ReturnType<typeof makeService>
