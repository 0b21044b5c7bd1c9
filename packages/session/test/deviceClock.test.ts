/** The clock of the day may be set while a session plays. Waits are measured on the clock that is never set. */
import { ServerEvent } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import { SessionMachine } from "../src/index.ts"

const hourMs = 3_600_000
const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
const message = { type: "message", role: "assistant", id: "i", content: [] }
const secondOfAudio = Buffer.alloc(48_000).toString("base64")

/** A session at the age at which it looks for a calm moment. It plays a second of an answer that has not ended. */
const speaking = () => {
  let state = SessionMachine.start("a", { speakerRate: 24_000 })
  const clocks = { now: 0, elapsed: 0 }
  const say = (input: SessionMachine.Happening): ReadonlyArray<SessionMachine.Output> => {
    const step = SessionMachine.step(state, { ...input, ...clocks })
    state = step.state
    return step.outputs.flatMap((output) => [
      output,
      ...(output._tag === "Play" ? say({ _tag: "Played", play: output.play }) : [])
    ])
  }
  let serial = 0
  const hear = (type: string, fields: object) =>
    say({ _tag: "Received", decoded: ServerEvent.decodeValue({ type, event_id: `e${(serial += 1)}`, ...fields }) })
  const [dial] = say({ _tag: "Start", id: "begin" }).flatMap((output) => (output._tag === "Dial" ? [output.dial] : []))
  assert(dial !== undefined)
  say({ _tag: "Dialled", dial, trackRate: undefined, doubtsSilence: false })
  hear("session.created", { session: { type: "realtime", expires_at: 120 } })
  clocks.now = clocks.elapsed = 100_000
  hear("response.created", { response: { id: "r" } })
  say({ _tag: "TimerRan", timer: "age" })
  hear("response.output_item.added", { response_id: "r", output_index: 0, item: message })
  hear("response.content_part.added", { ...place, part: { type: "audio" } })
  hear("response.output_audio.delta", { ...place, delta: secondOfAudio })
  return {
    clocks,
    say,
    end: () => hear("response.done", { response: { id: "r", status: "completed", output: [] } }),
    timers: () => state.timers
  }
}

const calmIn = (outputs: ReadonlyArray<SessionMachine.Output>) =>
  outputs.flatMap((output) => (output._tag === "SetTimer" && output.timer === "calm" ? [output.afterMs] : []))

describe("a session that waits for a calm moment", () => {
  for (const [what, ms] of [
    ["set back", -3 * hourMs],
    ["set ahead", 3 * hourMs],
    ["left alone", 0]
  ] as const) {
    it(`waits as long as its answer plays when the clock of the day is ${what}`, () => {
      const { clocks, end, say, timers } = speaking()
      clocks.now += ms
      assert.deepStrictEqual(calmIn(end()), [1000])
      clocks.now += 1000
      clocks.elapsed += 1000
      const outputs = say({ _tag: "TimerRan", timer: "calm" })
      assert.isTrue(outputs.some(({ _tag }) => _tag === "Dial"))
      assert.isFalse(timers().has("calm"))
    })
  }
})
