/** A client: its machine, its microphone, its tools, and the wire between it and the server. */
import { Base64, G711, Pcm16 } from "@antiphon/audio"
import { TransportError } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import { LiveMachine as Client } from "@antiphon/live"
import { type Clock, makeAlarms } from "../simulation/world/Clock.ts"
import { makeLane } from "../simulation/world/Lane.ts"
import type { Numbers } from "../simulation/world/Numbers.ts"
import type { Parts } from "./Parts.ts"
import type { Act, Name, Plan } from "./Plan.ts"
import type { Side } from "./Story.ts"

type Untimed = Client.LiveInput extends infer I ? (I extends unknown ? Omit<I, "now"> : never) : never

interface Needs {
  readonly name: Name
  readonly clock: Clock
  readonly plan: Plan
  readonly parts: Parts
  readonly n: Numbers
  /** The server receives an event. */
  readonly hears: (event: Live.ClientEvent) => void
  /** The server sees the end of the connection. */
  readonly left: () => void
}

export interface Caller {
  readonly side: Side
  readonly begin: (joined: () => void) => void
  readonly isJoined: () => boolean
  readonly deliver: (event: Live.ServerEvent) => void
  /** The server closes the connection, after what it sent. */
  readonly hangUp: () => void
  readonly act: (act: Act) => void
}

/** The end of a wire, among its messages. */
const end = Symbol("end")

// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share one client
export const makeCaller = ({ clock, hears, left, n, name, parts, plan }: Needs): Caller => {
  const step = parts.client()
  const alarms = makeAlarms(clock)
  let serial = 0
  const nextId = (): string => `${name}_${(serial += 1)}`
  const startId = nextId()
  const first = Client.start({
    now: clock.now(),
    id: startId,
    settings: { commandMs: plan.commandMs },
    ...(name === "primary" ? { session: plan.session } : {})
  })
  const side: Side = {
    sent: [],
    received: [],
    asked: [{ id: startId, command: undefined, at: clock.now() }],
    settled: [],
    withdrawn: new Set(),
    audio: 0,
    seconds: [0],
    ends: [],
    state: first.state
  }
  let isOpen = true
  let isJoined = name === "primary"

  const up = makeLane<Live.ClientEvent | typeof end>(clock, plan.latency, n, (message) =>
    message === end ? left() : hears(message)
  )
  const down = makeLane<Live.ServerEvent | typeof end>(clock, plan.latency, n, (message) => {
    if (message === end) return lose(1000)
    side.received.push({ at: clock.now(), what: message })
    dispatch({ _tag: "Received", decoded: Live.ServerEvent.decodeValue(message) })
  })

  /** The socket is gone for both, which each notices in its time. */
  const lose = (code: number): void => {
    if (!isOpen) return
    isOpen = false
    down.sever()
    up.write(end)
    alarms.clear("microphone")
    dispatch({
      _tag: "Ended",
      error: TransportError.closed({ code, reason: "", by: code === 1000 ? "local" : "remote" })
    })
  }

  const dispatch = (input: Untimed): void => {
    const next = step(side.state, { ...input, now: clock.now() })
    side.state = next.state
    for (const output of next.outputs) perform(output)
    const { seconds } = next.state.usage
    if (seconds !== side.seconds.at(-1)) side.seconds.push(seconds)
  }

  const ask = (command: Client.LiveCommand): void => {
    const id = nextId()
    side.asked.push({ id, command, at: clock.now() })
    dispatch({ _tag: "Command", id, command })
  }

  const perform = (output: Client.LiveOutput): void => {
    switch (output._tag) {
      case "Send":
        if (!isOpen) return
        side.sent.push({ at: clock.now(), what: output.event })
        return up.write(output.event)
      case "Settle": {
        const reason = output.result._tag === "Failure" ? output.result.failure : undefined
        side.settled.push({ id: output.id, reason, at: clock.now() })
        return
      }
      case "Audio":
        side.audio += 1
        return
      case "Delegate":
        // Only the first connection answers, as an application has one worker.
        if (name === "sideband") return
        return void clock.after(n.between(0, 200), () => {
          const { id: delegationId } = output
          ask({ _tag: "Append", kind: "commentary", content: "It is noted.", delegationId })
        })
      case "Call":
        if (name === "sideband") return
        return void clock.after(n.between(0, 200), () =>
          dispatch({ _tag: "ToolAnswered", delegationId: output.delegationId, callId: output.call.callId, output: "7" })
        )
      case "Wake":
        return alarms.set("wake", output.at - clock.now(), () => dispatch({ _tag: "Tick" }))
      case "Disconnect":
        return lose(1000)
      case "End":
        side.ends.push(output.end)
    }
  }

  /** The microphone gives a piece whenever its time has passed. */
  const record = (at: number): void =>
    alarms.set("microphone", plan.pieceMs, () => {
      const isSpeaking = plan.speech.some(({ from, to }) => at >= from && at < to)
      if (side.state.phase === "open") {
        const event = { type: "session.input_audio.append", audio: piece(plan, isSpeaking) } as const
        side.sent.push({ at: clock.now(), what: event })
        up.write(event)
      }
      record(at + plan.pieceMs)
    })

  return {
    side,
    isJoined: () => isJoined,
    begin: (joined) => {
      for (const output of first.outputs) perform(output)
      if (name === "primary") return record(0)
      clock.after(n.between(plan.latency.leastMs, plan.latency.mostMs), () => {
        isJoined = true
        joined()
      })
    },
    deliver: (event) => {
      const carried = parts.wire(event)
      if (carried !== undefined) down.write(carried)
    },
    hangUp: () => down.write(end),
    act: (act) => {
      switch (act._tag) {
        case "Ask":
          return ask(act.command)
        case "Withdraw": {
          const [id] = side.state.pending.keys()
          if (id === undefined) return
          side.withdrawn.add(id)
          return dispatch({ _tag: "Withdrawn", id })
        }
        case "Close":
          return dispatch({ _tag: "Close" })
        case "Drop":
          return lose(1006)
      }
    }
  }
}

const pieces = new Map<string, string>()

/** A piece of the caller's audio on the wire. */
const piece = ({ pieceMs, session }: Plan, isSpeaking: boolean): string => {
  const format = session.audio?.format
  const rate = format?.type === "audio/pcm" ? (format.rate ?? 24_000) : 8000
  const key = `${format?.type} ${rate} ${pieceMs} ${isSpeaking}`
  const known = pieces.get(key)
  if (known !== undefined) return known
  const samples = new Int16Array((pieceMs * rate) / 1000).fill(isSpeaking ? 8000 : 0)
  const isLaw = format?.type === "audio/pcmu" || format?.type === "audio/pcma"
  const made = Base64.encode(isLaw ? G711.encode(format.type, samples) : Pcm16.toBytes(samples))
  pieces.set(key, made)
  return made
}
