/**
 * The step of the machine that is being taken. Each family of events writes its changes and its outputs into the draft.
 */
import { ServerEvent } from "@antiphon/core"
import type { Output } from "./Message.ts"
import { clip, quoted, type Refusal } from "./Refusal.ts"
import type { MachineState } from "./State.ts"

/** The event of a type. */
type Named<T extends ServerEvent["type"]> = Extract<ServerEvent, { readonly type: T }>
/** The fields of an event beside its type and its id. */
export type Fields<T extends ServerEvent["type"]> = Omit<Named<T>, "type" | "event_id">

/**
 * One step of the machine while it is being taken, with the state and the outputs so far. It lives only within the step.
 * A draft that is dropped leaves no trace. That is how a refused event is not applied at all.
 */
export class Draft {
  /** Epoch ms. */
  readonly now: number
  /** The state so far. */
  state: MachineState
  /** The outputs so far, in order. */
  readonly outputs: Array<Output> = []

  /** By how many bytes the session may grow. */
  readonly roomBytes: number
  /** The state if it is a copy of this draft's own, which no one else has. It is copied once, with the first change. */
  #own: MachineState | undefined

  constructor(state: MachineState, now: number, roomBytes = Number.POSITIVE_INFINITY) {
    this.state = state
    this.now = now
    this.roomBytes = roomBytes
  }

  /** Changes fields of the state. */
  update(change: Partial<MachineState>): void {
    if (this.#own === undefined || this.#own !== this.state) this.state = { ...this.state }
    this.#own = Object.assign(this.state, change)
  }

  /** Makes a fresh id, e.g. `item_a1b2c3_00001f`. */
  id(prefix: string): string {
    const serial = this.state.serial + 1
    this.update({ serial })
    return `${prefix}_${this.state.seed}${serial.toString(36).padStart(6, "0")}`
  }

  /** Adds an output. */
  output(output: Output): void {
    this.outputs.push(output)
  }

  /** Sends an event with a fresh id. Throws if the event does not fit its schema, which is a bug of the machine. */
  send<T extends ServerEvent["type"]>(type: T, fields: Fields<T>): void {
    const decoded = ServerEvent.decodeValue({ type, event_id: this.id("event"), ...fields })
    if (decoded._tag !== "Known") throw new TypeError(`the machine made an invalid ${type}`, { cause: decoded })
    this.output({ _tag: "Send", event: decoded.event })
  }

  /** Sends the `error` event for a client event that is not applied. `eventId` is the id of the client event. */
  error(refusal: Refusal, eventId: string | null = null): void {
    const { code, message, param, type = "invalid_request_error" } = refusal
    this.send("error", { error: { type, code, ...quoted({ message, param }), event_id: eventId } })
  }

  /** Sends the `error` event for a failure of the server. It names the session, so that the operator can find it. */
  failure(what: string): void {
    const message = `${clip(what)} If it happens again, report the id of the session: ${this.state.settings.id}.`
    const error = { type: "server_error", code: null, message, param: null, event_id: null }
    this.send("error", { error })
  }
}
