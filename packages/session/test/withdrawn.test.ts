/** What is withdrawn is settled no more, however far it came. */
import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { SessionMachine } from "../src/index.ts"

const converse = (trackRate: number | undefined) => {
  let state = SessionMachine.start("s", { speakerRate: 24_000 })
  const take = (input: SessionMachine.Happening) => {
    const step = SessionMachine.step(state, { ...input, now: 0 })
    state = step.state
    return step.outputs
  }
  take({ _tag: "Opened", id: "open", trackRate, doubtsSilence: true, resuming: undefined })
  take({
    _tag: "Received",
    decoded: ServerEvent.decodeValue({ type: "session.created", session: { type: "realtime" } })
  })
  return take
}

for (const [whose, rate] of [
  ["server", 24_000],
  ["client", undefined]
] as const) {
  it(`an interruption that is withdrawn while the speaker of a ${whose} that plays stops is not settled`, () => {
    const take = converse(rate)
    const stop = take({ _tag: "Interrupt", id: "i" }).find(({ _tag }) => _tag === "StopSpeaker")
    assert(stop?._tag === "StopSpeaker")
    take({ _tag: "Withdrawn", id: "i" })
    const outputs = take({ _tag: "SpeakerStopped", clear: stop.clear, progress: undefined })
    assert.isFalse(outputs.some((output) => output._tag === "Settle" && output.id === "i"))
  })
}
