/** A step under way. Every concern of the machine reads and changes the same draft, and none keeps it. */
import type { ClientEvent, TransportError } from "@antiphon/core"
import { SessionError, type SessionErrorReason } from "../SessionError.ts"
import type { SessionState } from "../state/SessionState.ts"
import type { Answer, Instant, Output } from "./Message.ts"
import type { LinkState, MachineState } from "./State.ts"
import { without, withoutKey } from "./without.ts"

/** One step of the machine while it is being taken: the state so far and the outputs so far. It lives only within a step. */
export class Draft {
  /** Epoch ms. */
  readonly now: number
  /** Ms on a clock that is never set. */
  readonly elapsed: number
  state: MachineState
  readonly outputs: Array<Output> = []
  /** What the machine asked of itself and is settled. */
  readonly own: Array<{ readonly id: string; readonly error: SessionError | undefined }> = []
  /** Why the connection ended, if it did in this step. */
  unlinked: TransportError | undefined
  /** The copy of the state that this step changes. It is made once, because many concerns change one field each. */
  #own: { -readonly [Field in keyof MachineState]: MachineState[Field] } | undefined

  constructor(state: MachineState, { elapsed, now }: Instant) {
    this.state = state
    this.now = now
    this.elapsed = elapsed ?? now
  }

  get session(): SessionState {
    return this.state.session
  }

  get link(): LinkState {
    return this.state.link
  }

  update(change: Partial<MachineState>): void {
    this.#own ??= { ...this.state }
    this.state = Object.assign(this.#own, change)
  }

  /** Changes what is known of the conversation. */
  change(change: (session: SessionState) => SessionState): void {
    const session = change(this.state.session)
    if (session !== this.state.session) this.update({ session })
  }

  /** Changes the connection's part. */
  updateLink(change: Partial<LinkState>): void {
    this.update({ link: { ...this.state.link, ...change } })
  }

  /** An id that no other part of the conversation has. */
  id(kind: string): string {
    const serial = this.state.serial + 1
    this.update({ serial })
    return `${kind}_${this.state.seed}_${serial}`
  }

  /** The id of what the machine asks of itself. No output settles it. */
  ownId(kind: string): string {
    return this.id(`own-${kind}`)
  }

  /** The shell performs outputs in the order in which they are added. */
  output(output: Output): void {
    this.outputs.push(output)
  }

  /** `isOwn`: the machine sends it by itself, so that no caller bounds how many there are. */
  send(event: ClientEvent, isOwn = true): void {
    this.output({ _tag: "Send", event, isOwn })
  }

  /** Sets a timer, in ms from now. A timer of the same name is set anew. */
  setTimer(timer: string, afterMs: number): void {
    if (!this.state.timers.has(timer)) this.update({ timers: new Set(this.state.timers).add(timer) })
    this.output({ _tag: "SetTimer", timer, afterMs })
  }

  /** Does nothing if the timer is not set. */
  clearTimer(timer: string): void {
    if (!this.state.timers.has(timer)) return
    this.forgetTimer(timer)
    this.output({ _tag: "ClearTimer", timer })
  }

  /** The timer ran. */
  forgetTimer(timer: string): void {
    this.update({ timers: without(this.state.timers, timer) })
  }

  /** Answers what was asked. An answer to the caller is an output. An answer to the machine itself goes to `own`. */
  settle(id: string, answer: Answer): void {
    if (this.isOwn(id)) return void this.own.push({ id, error: undefined })
    this.update({ commands: withoutKey(this.state.commands, id) })
    this.output({ _tag: "Settle", id, answer })
  }

  /** Says why there is no answer. `command` is the name that the error shows to the caller. */
  fail(id: string, command: string, reason: SessionErrorReason): void {
    const error = new SessionError({ command, reason })
    if (this.isOwn(id)) return void this.own.push({ id, error })
    this.update({ commands: withoutKey(this.state.commands, id) })
    this.output({ _tag: "Fail", id, error })
  }

  /** The seed tells ids of {@link ownId} from ids of a shell that begin in the same way. */
  private isOwn(id: string): boolean {
    return id.startsWith("own-") && id.includes(`_${this.state.seed}_`)
  }
}
