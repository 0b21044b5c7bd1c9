/** The machine keeps a conversation on a connection, step by step and without a shell. */
import { Closed, Open, ServerEvent, TransportError, Unauthorized } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { SessionMachine } from "../src/index.ts"

const error = (reason: TransportError["reason"]) => new TransportError({ reason })
const gone = error(new Closed({ code: 1006, reason: "", by: "remote" }))
const unreachable = error(new Open({ detail: "no server listens" }))

/** A machine whose clock stands at `at`, which may run on while the clock of the day is set. */
const machine = (seed: string, options: Partial<SessionMachine.MachineOptions> = {}) => {
  let state = SessionMachine.start(seed, options)
  let at = 0
  const say = (input: SessionMachine.Happening) => {
    const step = SessionMachine.step(state, { ...input, now: 0, elapsed: at })
    state = step.state
    return step.outputs
  }
  return {
    say,
    wait: (ms: number) => void (at += ms),
    dialled: (outputs: ReadonlyArray<SessionMachine.Output>) => {
      const dial = outputs.find(({ _tag }) => _tag === "Dial")
      assert(dial?._tag === "Dial")
      return dial.dial
    },
    arrive: (dial: string) => {
      const attached = say({ _tag: "Dialled", dial, trackRate: undefined, doubtsSilence: false })
      const greeting = ServerEvent.make("session.created", { event_id: "e", session: { type: "realtime" } })
      const greeted = say({ _tag: "Received", decoded: { _tag: "Known", event: greeting } })
      const [update] = greeted.flatMap((output) =>
        output._tag === "Send" && output.event.type === "session.update" ? [output.event] : []
      )
      if (update === undefined) return [...attached, ...greeted]
      const event = ServerEvent.make("session.updated", { event_id: "u", session: { type: "realtime" } })
      return [...attached, ...greeted, ...say({ _tag: "Received", decoded: { _tag: "Known", event } })]
    },
    state: () => state
  }
}

const tags = (outputs: ReadonlyArray<SessionMachine.Output>) => outputs.map(({ _tag }) => _tag)
const waitIn = (outputs: ReadonlyArray<SessionMachine.Output>) =>
  outputs.flatMap((output) => (output._tag === "SetTimer" && output.timer === "redial" ? [output.afterMs] : []))

it("a session begins with a dial, and settles once the server has greeted", () => {
  const { arrive, dialled, say } = machine("a")
  const outputs = arrive(dialled(say({ _tag: "Start", id: "begin" })))
  assert.include(tags(outputs), "Attach")
  assert.deepStrictEqual(
    outputs.flatMap((output) => (output._tag === "Settle" ? [output.id] : [])),
    ["begin"]
  )
})

it("a first connection that cannot be opened fails the beginning, and the session is over", () => {
  const { dialled, say, state } = machine("a")
  const dial = dialled(say({ _tag: "Start", id: "begin" }))
  const outputs = say({ _tag: "DialFailed", dial, error: unreachable })
  assert.deepStrictEqual(
    outputs.flatMap((output) => (output._tag === "Fail" ? [output.id, output.error.command] : [])),
    ["begin", "connect"]
  )
  assert.deepStrictEqual([tags(outputs).at(-1), state().ended], ["Ended", unreachable])
})

it("after a loss it dials at once, then at growing distances that the seed draws, until its patience is used up", () => {
  const waits = ["a", "b"].map((seed) => {
    const { arrive, dialled, say, state, wait } = machine(seed, { patienceMs: 60_000 })
    arrive(dialled(say({ _tag: "Start", id: "begin" })))
    let dial = dialled(say({ _tag: "Lost", error: gone }))
    const drawn: Array<number> = []
    while (state().ended === undefined) {
      const [ms] = waitIn(say({ _tag: "DialFailed", dial, error: unreachable }))
      if (ms === undefined) break
      drawn.push(ms)
      wait(ms)
      dial = dialled(say({ _tag: "TimerRan", timer: "redial" }))
    }
    assert.strictEqual(state().ended, unreachable)
    assert.strictEqual(state().timers.size, 0)
    return drawn
  })
  for (const drawn of waits) {
    drawn.forEach((ms, n) => assert.isTrue(ms <= Math.min(500 * 2 ** n, 30_000) + 1 && ms >= 100))
    assert.isAtLeast(
      drawn.reduce((sum, ms) => sum + ms, 0),
      60_000
    )
  }
  assert.notDeepEqual(waits[0], waits[1])
})

it("a refused credential ends the session, and a dial that comes too late is hung up", () => {
  const { arrive, dialled, say, state } = machine("a")
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const dial = dialled(say({ _tag: "Lost", error: gone }))
  const refused = error(new Unauthorized({ detail: "no", status: 401 }))
  say({ _tag: "DialFailed", dial, error: refused })
  assert.strictEqual(state().ended, refused)
  const late = say({ _tag: "Dialled", dial, trackRate: undefined, doubtsSilence: false })
  assert.deepStrictEqual(late, [{ _tag: "HangUp", dial }])
})

it("a connection that takes more than 30 s to open is hung up and dialled again", () => {
  const { arrive, dialled, say } = machine("a")
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const dial = dialled(say({ _tag: "Lost", error: gone }))
  const outputs = say({ _tag: "TimerRan", timer: "dial" })
  assert.deepStrictEqual(outputs[0], { _tag: "HangUp", dial })
  assert.strictEqual(waitIn(outputs).length, 1)
})

it("a shell that decides on the waits is asked for each, and the session ends when there is none", () => {
  const { arrive, dialled, say, state } = machine("a", { asksWaits: true })
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const dial = dialled(say({ _tag: "Lost", error: gone }))
  assert.deepStrictEqual(say({ _tag: "DialFailed", dial, error: unreachable }).at(-1), { _tag: "AskWait", tries: 1 })
  assert.deepStrictEqual(waitIn(say({ _tag: "WaitIs", ms: 7 })), [7])
  const again = dialled(say({ _tag: "TimerRan", timer: "redial" }))
  assert.deepStrictEqual(say({ _tag: "DialFailed", dial: again, error: unreachable }).at(-1), {
    _tag: "AskWait",
    tries: 2
  })
  say({ _tag: "WaitIs", ms: undefined })
  assert.strictEqual(state().ended, unreachable)
})

it("a close while it dials hangs up, settles once and leaves no timer", () => {
  const { arrive, dialled, say, state } = machine("a")
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const dial = dialled(say({ _tag: "Lost", error: gone }))
  const outputs = say({ _tag: "Close", id: "close", error: gone })
  assert.deepStrictEqual(
    outputs.flatMap((output) => (output._tag === "HangUp" ? [output.dial] : [])),
    [dial]
  )
  assert.deepStrictEqual(
    outputs.flatMap((output) => (output._tag === "Settle" ? [output.id] : [])),
    ["close"]
  )
  assert.deepStrictEqual([tags(outputs).at(-1), state().timers.size], ["Ended", 0])
})

it("a caller that asks for another connection ends the wait between two dials, and a dial under way goes on", () => {
  const { arrive, dialled, say, state } = machine("a")
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const dial = dialled(say({ _tag: "Lost", error: gone }))
  assert.deepStrictEqual(say({ _tag: "Reconnect" }), [])
  say({ _tag: "DialFailed", dial, error: unreachable })
  const outputs = say({ _tag: "Reconnect" })
  assert.deepStrictEqual(outputs[0], { _tag: "ClearTimer", timer: "redial" })
  const again = dialled(outputs)
  // A wait that was asked for before it counts no more.
  assert.deepStrictEqual(say({ _tag: "WaitIs", ms: 7 }), [])
  assert.deepStrictEqual(say({ _tag: "TimerRan", timer: "redial" }), [])
  arrive(again)
  assert.deepStrictEqual([state().supervision?.phase._tag, state().timers.has("redial")], ["Held", false])
})

it("a caller that asks for another connection leaves a young one too, and the dial comes at once", () => {
  const { arrive, dialled, say, state } = machine("a")
  arrive(dialled(say({ _tag: "Start", id: "begin" })))
  const second = dialled(say({ _tag: "Reconnect" }))
  arrive(second)
  const outputs = say({ _tag: "Reconnect" })
  assert.deepStrictEqual(
    outputs.flatMap((output) => (output._tag === "HangUp" ? [output.dial] : [])),
    [second]
  )
  arrive(dialled(outputs))
  assert.strictEqual(state().supervision?.phase._tag, "Held")
  say({ _tag: "Close", id: "close", error: gone })
  assert.deepStrictEqual(say({ _tag: "Reconnect" }), [])
})

it("a conversation on one connection stays on it when another is asked for", () => {
  const { say } = machine("a")
  say({ _tag: "Opened", id: "begin", trackRate: undefined, doubtsSilence: false, resuming: undefined })
  assert.deepStrictEqual(say({ _tag: "Reconnect" }), [])
})
