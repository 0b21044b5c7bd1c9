import { ClientEvent, type Decoded, type ServerEvent } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import {
  EngineError,
  type Input,
  type MachineState,
  type Output,
  type ResponseChunk,
  type ResponseRequest,
  SessionMachine,
  type TurnEvent
} from "../src/index.ts"
import { base64 } from "./helper.ts"

type WithoutNow<I> = I extends unknown ? Omit<I, "now"> : never

/** The bare machine, without connection, clock or engine. The test plays all three. */
export class Bench {
  state: MachineState
  now = 1_000_000
  /** The outputs other than events, oldest first. */
  readonly commands: Array<Exclude<Output, { readonly _tag: "Send" }>> = []
  readonly sent: Array<ServerEvent> = []

  constructor(start: Partial<SessionMachine.Start> = {}) {
    const first = SessionMachine.start({
      now: this.now,
      seed: "test",
      type: "realtime",
      model: "gpt-realtime",
      ...start
    })
    this.state = first.state
    this.record(first.outputs)
    this.commands.length = 0
  }

  step(input: WithoutNow<Input>): ReadonlyArray<ServerEvent> {
    const { state, outputs } = SessionMachine.step(this.state, { ...input, now: this.now })
    this.state = state
    return this.record(outputs)
  }

  private record(outputs: ReadonlyArray<Output>): ReadonlyArray<ServerEvent> {
    const events: Array<ServerEvent> = []
    for (const output of outputs) {
      if (output._tag === "Send") events.push(output.event)
      else this.commands.push(output)
    }
    this.sent.push(...events)
    return events
  }

  receive(decoded: Decoded<ClientEvent>): ReadonlyArray<ServerEvent> {
    return this.step({ _tag: "Client", decoded })
  }

  /** Sends an event that must be accepted. */
  send(event: object): ReadonlyArray<ServerEvent> {
    const events = this.receive(ClientEvent.decode(JSON.stringify(event)))
    const refusal = events.find(({ type }) => type === "error")
    if (refusal !== undefined) throw new Error(JSON.stringify(refusal))
    return events
  }

  /** Sends an event that must be refused, and returns the reason. */
  refusal(event: object): ErrorDetail {
    const [only] = this.receive(ClientEvent.decode(JSON.stringify(event)))
    if (only?.type !== "error") throw new Error(`accepted with ${only?.type}`)
    return only.error
  }

  /** The last request to the engine. */
  get request(): ResponseRequest | undefined {
    return this.commands.findLast((command) => command._tag === "Respond")?.request
  }

  get responseId(): string {
    return this.request?.id ?? "none"
  }

  append(samples: Int16Array): ReadonlyArray<ServerEvent> {
    return this.send({ type: "input_audio_buffer.append", audio: base64(samples) })
  }

  /** Passes on an event of the detector. */
  turn(event: TurnEvent): ReadonlyArray<ServerEvent> {
    return this.step({ _tag: "Turn", detection: this.state.input.detection.number, event })
  }

  /** Passes on a chunk of the last response. */
  chunk(chunk: ResponseChunk, responseId = this.responseId): ReadonlyArray<ServerEvent> {
    return this.step({ _tag: "Chunk", responseId, chunk })
  }

  /** Finishes the last response. */
  end(responseId = this.responseId): ReadonlyArray<ServerEvent> {
    return this.step({ _tag: "ResponseEnded", responseId })
  }

  /** Fails the last response. */
  fail(message: string, responseId = this.responseId): ReadonlyArray<ServerEvent> {
    return this.step({ _tag: "ResponseFailed", responseId, error: new EngineError({ part: "respond", message }) })
  }

  /** Lets time pass. */
  sleep(ms: number): ReadonlyArray<ServerEvent> {
    this.now += ms
    return this.step({ _tag: "Tick" })
  }
}
