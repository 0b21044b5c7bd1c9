import { ServerEvent } from "@antiphon/core"
import { clip } from "../clip.ts"
import type { Output } from "./Message.ts"
import type { Refusal } from "./Refusal.ts"
import type { MachineState } from "./State.ts"

type Named<T extends ServerEvent["type"]> = Extract<ServerEvent, { readonly type: T }>
/** What an event has beside its type and id. */
export type Fields<T extends ServerEvent["type"]> = Omit<Named<T>, "type" | "event_id">

const maxParamChars = 256

/**
 * One step of the machine while it is being taken: the state so far and the outputs so far. It lives only within a
 * step; dropped, it leaves no trace, which is how a refused event is not applied at all.
 */
export class Draft {
  readonly now: number
  state: MachineState
  readonly outputs: Array<Output> = []

  /** By how many bytes the session may grow. */
  readonly roomBytes: number

  constructor(state: MachineState, now: number, roomBytes = Number.POSITIVE_INFINITY) {
    this.state = state
    this.now = now
    this.roomBytes = roomBytes
  }

  update(change: Partial<MachineState>): void {
    this.state = { ...this.state, ...change }
  }

  /** A fresh id, e.g. `item_a1b2c3_00001f`. */
  id(prefix: string): string {
    const serial = this.state.serial + 1
    this.update({ serial })
    return `${prefix}_${this.state.seed}${serial.toString(36).padStart(6, "0")}`
  }

  output(output: Output): void {
    this.outputs.push(output)
  }

  send<T extends ServerEvent["type"]>(type: T, fields: Fields<T>): void {
    const decoded = ServerEvent.decodeValue({ type, event_id: this.id("event"), ...fields })
    if (decoded._tag !== "Known") throw new TypeError(`the machine made a wrong ${type}`, { cause: decoded })
    this.output({ _tag: "Send", event: decoded.event })
  }

  /** An `error` event for a client event that is not applied; `eventId` is that event's own. */
  error(refusal: Refusal, eventId: string | null = null): void {
    const { code, message, param, type = "invalid_request_error" } = refusal
    const said = { message: clip(message), param: param === null ? null : clip(param, maxParamChars) }
    this.send("error", { error: { type, code, ...said, event_id: eventId } })
  }

  /** An `error` event for what went wrong inside; names the session, by which its operator finds it. */
  failure(what: string): void {
    const message = `${clip(what)} If it happens again, tell the session's id: ${this.state.settings.id}.`
    const error = { type: "server_error", code: null, message, param: null, event_id: null }
    this.send("error", { error })
  }
}
