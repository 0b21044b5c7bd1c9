/** A Live session without a runner. Its events are taken step by step. */
import * as Live from "@antiphon/core/live"
import { LiveMachine } from "../src/index.ts"

type Untimed = LiveMachine.LiveInput extends infer I ? (I extends unknown ? Omit<I, "now"> : never) : never
type Start = Partial<LiveMachine.LiveStart>

export class LiveBench {
  state: LiveMachine.LiveState
  now = 0
  /** What the last step put out. */
  outputs: ReadonlyArray<LiveMachine.LiveOutput>

  constructor(start: Start = {}) {
    const first = LiveMachine.start({ now: 0, seed: "test", ...start })
    this.state = first.state
    this.outputs = first.outputs
  }

  /** A session that has started. */
  static started(session: object = {}): LiveBench {
    const bench = new LiveBench()
    bench.send({ type: "session.start", session: { model: "gpt-live-1", ...session } })
    return bench
  }

  step(input: Untimed): ReadonlyArray<Live.ServerEvent> {
    const next = LiveMachine.step(this.state, { ...input, now: this.now })
    this.state = next.state
    this.outputs = next.outputs
    return this.sent()
  }

  send(event: object, from = "primary"): ReadonlyArray<Live.ServerEvent> {
    return this.step({ _tag: "Client", from, decoded: Live.ClientEvent.decodeValue(event) })
  }

  /** Lets time pass, with a tick every 100 ms. */
  sleep(ms: number): ReadonlyArray<Live.ServerEvent> {
    const all: Array<Live.ServerEvent> = []
    for (const end = this.now + ms; this.now < end;) {
      this.now += 100
      all.push(...this.step({ _tag: "Tick" }))
    }
    return all
  }

  /** The engine says words of 100 ms each. */
  chunk(...words: ReadonlyArray<string>): void {
    for (const text of words) {
      const { run } = this.state
      this.step({ _tag: "Chunk", run, chunk: { _tag: "Transcript", text } })
      this.step({ _tag: "Chunk", run, chunk: { _tag: "Audio", samples: new Int16Array(2400).fill(500) } })
    }
  }

  end(): ReadonlyArray<Live.ServerEvent> {
    return this.step({ _tag: "RunEnded", run: this.state.run })
  }

  /** The code of the refusal of an event. */
  refusal(event: object, from = "primary"): string {
    const [refused, ...more] = this.send(event, from)
    return refused?.type === "error" && more.length === 0 ? (refused.error.code ?? "no code") : "not refused"
  }

  /** What the first connection was sent. */
  private sent(): ReadonlyArray<Live.ServerEvent> {
    return this.outputs.flatMap((each) => (each._tag === "Send" && each.to !== "sidebands" ? [each.event] : []))
  }
}
