/** Plays a story: the machines of both sides, a wire between them, an engine and a clock. All are plain functions. */
import * as Live from "@antiphon/core/live"
import { LiveMachine as Server } from "@antiphon/server"
import { makeAlarms, makeClock } from "../simulation/world/Clock.ts"
import { numbers } from "../simulation/world/Numbers.ts"
import { type Caller, makeCaller } from "./Caller.ts"
import { makeEngine } from "./Engine.ts"
import { type Parts, soundParts } from "./Parts.ts"
import { type Name, type Plan, plan } from "./Plan.ts"
import { samplesOf } from "./sound.ts"
import type { Story } from "./Story.ts"

type Untimed = Server.LiveInput extends infer I ? (I extends unknown ? Omit<I, "now"> : never) : never

/** Plays the story of a plan to its end. */
// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share one world
export const play = (of: Plan | number, given: Partial<Parts> = {}): Story => {
  const made = typeof of === "number" ? plan(of) : of
  const parts = { ...soundParts, ...given }
  const clock = makeClock()
  const n = numbers(made.seed + 7_000_000)
  const step = parts.server()
  const first = Server.start({ now: 0, seed: "s", sessionMs: made.sessionMs })
  const callers = new Map<Name, Caller>()
  const story: Story = {
    plan: made,
    sides: new Map(),
    said: [],
    heard: [],
    fed: [],
    runs: new Map(),
    interruptions: [],
    asleep: [],
    server: first.state,
    startedAt: undefined,
    closedAt: undefined,
    most: { jobs: 0, history: 0, pending: 0, recent: 0, delegations: 0 }
  }
  const alarms = makeAlarms(clock)
  let wakesAt: number | undefined
  let sent: Int16Array = new Int16Array(0)

  const dispatch = (input: Untimed): void => {
    if (input._tag === "Client" && input.decoded._tag === "Known") {
      const { event } = input.decoded
      story.heard.push({ at: clock.now(), what: { from: input.from, event } })
      if (event.type === "session.input_audio.append") sent = samplesOf(event.audio)
    }
    const before = story.server
    const next = step(before, { ...input, now: clock.now() })
    story.server = next.state
    if (before.phase === "waiting" && next.state.phase === "open") story.startedAt = clock.now()
    if (before.phase === "open" && next.state.phase === "closed") story.closedAt = clock.now()
    for (const output of next.outputs) perform(output, before)
    const { most } = story
    most.jobs = Math.max(most.jobs, next.state.jobs.length)
    most.history = Math.max(most.history, next.state.history.length)
    most.recent = Math.max(most.recent, next.state.recent.length)
    most.delegations = Math.max(most.delegations, next.state.delegations.length)
    if (next.state.phase === "open" && wakesAt === undefined) story.asleep.push(clock.now())
  }

  const engine = makeEngine({ clock, story, n, dispatch })

  const perform = (output: Server.LiveOutput, before: Server.LiveState): void => {
    switch (output._tag) {
      case "Send": {
        story.said.push({ at: clock.now(), what: output })
        for (const [name, caller] of callers) {
          const isFor = output.to === "all" || output.to === name || (output.to === "sidebands" && name === "sideband")
          if (isFor && caller.isJoined()) caller.deliver(output.event)
        }
        return
      }
      case "Close":
        engine.stop()
        alarms.clearAll()
        for (const caller of callers.values()) caller.hangUp()
        return
      case "Started":
        return
      case "Feed": {
        const isHeld = before.isMuted || before.fixture !== undefined
        story.fed.push({ samples: output.samples, sent, isHeld })
        return engine.listen(output.samples)
      }
      case "Transcribe":
        return engine.transcribe(output)
      case "Run":
        return engine.run(output)
      case "StopRun":
        return engine.stop()
      case "Wake":
        wakesAt = output.at
        return alarms.set("wake", output.at - clock.now(), () => {
          wakesAt = undefined
          dispatch({ _tag: "Tick" })
        })
    }
  }

  const add = (name: Name): void => {
    const caller = makeCaller({
      name,
      clock,
      plan: made,
      parts,
      n,
      hears: (event) => dispatch({ _tag: "Client", from: name, decoded: Live.ClientEvent.decodeValue(event) }),
      left: () => {
        callers.delete(name)
        if (name === "primary") dispatch({ _tag: "Left", reason: "connection_lost" })
      }
    })
    callers.set(name, caller)
    Object.assign(story, { sides: new Map([...story.sides, [name, caller.side]]) })
    caller.begin(() => dispatch({ _tag: "Joined", peer: name }))
  }

  for (const output of first.outputs) perform(output, first.state)
  add("primary")
  if (made.joinsAt !== undefined) {
    clock.after(made.joinsAt, () => {
      if (story.server.phase === "open") add("sideband")
    })
  }
  for (const act of made.acts) clock.after(act.at, () => callers.get(act.by)?.act(act))
  clock.runUntil(made.endsAt)
  // The story ends as a call does whose socket is lost.
  for (const caller of callers.values()) caller.act({ _tag: "Drop", at: made.endsAt, by: "primary" })
  clock.runUntil(made.endsAt + 30_000)
  for (const side of story.sides.values()) story.most.pending = Math.max(story.most.pending, side.state.pending.size)
  return story
}
