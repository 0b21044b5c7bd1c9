/** A greeting over a network with delay, jitter and loss, without fibers. A thousand calls cost a few seconds. */
import { sampleRate } from "@antiphon/audio"
import type { Frame } from "@antiphon/telephony"
import { makeCarrier } from "@antiphon/telephony/testing"
import { type CallSpeaker, makeSpeaker } from "../src/call/makeSpeaker.ts"
import { startOf } from "../src/testing/sides/parts.ts"
import { makeRandom } from "../src/testing/random.ts"
import { type CarrierName, carrierOf } from "./everyCarrier.ts"

interface Event {
  readonly at: number
  readonly run: () => void
}

export interface LossyCall {
  readonly carrier: CarrierName
  readonly seed: number
  readonly delayMs: number
  readonly jitterMs: number
  readonly lostMarks: number
  /** How long the caller listens before the interruption. */
  readonly listensMs: number
}

/** Returns how much more the speaker says was heard than was heard, in ms. */
export const toldMinusHeard = async (call: LossyCall): Promise<number> => {
  const { dialect, side } = carrierOf(call.carrier)
  const random = makeRandom(call.seed)
  const events: Array<Event> = []
  let now = 0
  const later = (at: number, run: () => void): void => {
    const behind = events.findIndex((event) => event.at > at)
    events.splice(behind === -1 ? events.length : behind, 0, { at, run })
  }
  const lane = (deliver: (frame: Frame) => void) => {
    let last = 0
    return (frame: Frame): void => {
      last = Math.max(last, now + call.delayMs + random() * call.jitterMs)
      later(last, () => deliver(frame))
    }
  }
  let speaker: CallSpeaker | undefined
  let wakes = 0
  const wakeIn = (ms: number, wake: () => void): void => {
    const number = (wakes += 1)
    later(now + ms, () => number === wakes && wake())
  }
  const toCarrier = lane((frame) => carrier.receive(frame))
  const toApplication = lane((frame) => {
    const heard = dialect.decode(frame)
    if (heard._tag === "Mark") speaker?.take({ _tag: "Marked", name: heard.name })
    if (heard._tag === "Started")
      speaker = makeSpeaker({ dialect, started: heard, send: toCarrier, now: () => now, wakeIn })
  })
  const counterpart = side("CA1")
  const rate = sampleRate(counterpart.format)
  const carrier = makeCarrier({
    counterpart,
    started: startOf(counterpart, "CA1"),
    say: new Int16Array(0),
    send: toApplication,
    losesMark: () => random() * 100 < call.lostMarks
  })
  const tick = (): void => {
    carrier.tick()
    later(now + 20, tick)
  }
  later(0, tick)
  const greetsAt = 800 + random() * 100
  later(greetsAt, () => {
    for (let second = 0; second < 12; second += 1) speaker?.queue(new Int16Array(rate).fill(5))
  })
  let told = Promise.resolve(-1)
  const clearsAt = greetsAt + call.listensMs + random() * 500
  later(clearsAt, () => {
    told = speaker?.clear().then(({ until }) => (until * 1000) / rate) ?? told
  })
  for (let [event] = events; event !== undefined && carrier.clears().length === 0; [event] = events) {
    events.shift()
    now = event.at
    event.run()
  }
  return (await told) - ((carrier.clears()[0] ?? Number.NaN) * 1000) / rate
}
