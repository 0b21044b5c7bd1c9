/** Measures the cost of an event for a conversation, by the length of its history, and the CPU time of one that talks. */
import { ServerEvent } from "@antiphon/core"
import { initial, reduce, SessionMachine, type SessionState } from "@antiphon/session"
import type { Row } from "./row.ts"
import { talking } from "./session/talking.ts"

const sizes = [100, 1000, 10_000] as const

const added = (n: number): ServerEvent =>
  ServerEvent.make("conversation.item.added", {
    event_id: `e${n}`,
    previous_item_id: n === 0 ? null : `item_${n - 1}`,
    item: { type: "message", role: "user", id: `item_${n}`, status: "completed", content: [] }
  })

/** The events of one spoken answer after `size` items. It has 50 deltas and 5 events around them. */
const answer = (size: number, round: number): ReadonlyArray<ServerEvent> => {
  const place = {
    response_id: `resp_${size}_${round}`,
    item_id: `answer_${size}_${round}`,
    output_index: 0,
    content_index: 0
  }
  const item = { type: "message", role: "assistant", id: place.item_id, status: "in_progress", content: [] } as const
  return [
    ServerEvent.make("response.created", { event_id: "a", response: { id: place.response_id } }),
    ServerEvent.make("conversation.item.added", { event_id: "b", previous_item_id: `item_${size - 1}`, item }),
    ...Array.from({ length: 50 }, () =>
      ServerEvent.make("response.output_audio_transcript.delta", { event_id: "c", ...place, delta: "word " })
    ),
    ServerEvent.make("response.output_audio_transcript.done", { event_id: "d", ...place, transcript: "word" }),
    ServerEvent.make("conversation.item.done", {
      event_id: "e",
      previous_item_id: `item_${size - 1}`,
      item: { ...item, status: "completed" }
    }),
    ServerEvent.make("response.done", { event_id: "f", response: { id: place.response_id, status: "completed" } })
  ]
}

const history = (size: number): SessionState => {
  let state = initial
  for (let n = 0; n < size; n++) state = reduce(state, added(n))
  return state
}

/** The least nanoseconds per event over many rounds from one state, because other programs can only add to them. */
const perEvent = (size: number): number => {
  const from = history(size)
  const turns = Array.from({ length: 40 }, (_, round) => answer(size, round))
  const events = turns.flat()
  let least = Infinity
  for (let run = 0; run < 30; run++) {
    // A second version that grows from one state copies the index once. A session never does this, so it is not timed.
    let state = reduce(from, added(size + run))
    const start = process.hrtime.bigint()
    for (const event of events) state = reduce(state, event)
    least = Math.min(least, Number(process.hrtime.bigint() - start) / events.length)
  }
  return least
}

const at = { now: 0, elapsed: 0 }

/** The machine on a connection, with what is known of a conversation. */
const opened = (session: SessionState): SessionMachine.MachineState => {
  const start = SessionMachine.start("bench", { speakerRate: 24_000 }, session)
  const link = { _tag: "Opened", id: "open", trackRate: undefined, doubtsSilence: true, resuming: undefined } as const
  return received(
    SessionMachine.step(start, { ...at, ...link }).state,
    ServerEvent.make("session.created", { event_id: "g", session: { type: "realtime" } })
  )
}

const received = (state: SessionMachine.MachineState, event: ServerEvent): SessionMachine.MachineState =>
  SessionMachine.step(state, { ...at, _tag: "Received", decoded: { _tag: "Known", event } }).state

/** As {@link perEvent}, of a whole step: what an event changes, calls for and answers. */
const perStep = (size: number): number => {
  const from = history(size)
  const events = Array.from({ length: 40 }, (_, round) => answer(size, round)).flat()
  let least = Infinity
  for (let run = 0; run < 30; run++) {
    let state = opened(reduce(from, added(size + run)))
    const start = process.hrtime.bigint()
    for (const event of events) state = received(state, event)
    least = Math.min(least, Number(process.hrtime.bigint() - start) / events.length)
  }
  return least
}

const rowsOf = (what: string, cost: (size: number) => number): ReadonlyArray<Row> => {
  cost(100)
  const figures = sizes.map((size) => ({ size, ns: cost(size) }))
  const [first = Infinity] = figures.map(({ ns }) => ns)
  return figures.map(({ ns, size }) => ({
    name: `session: one ${what} after ${size} items`,
    ours: ns,
    unit: "ns",
    promise: "at most twice the cost after 100 items",
    holds: ns <= first * 2
  }))
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [
  ...rowsOf("event", perEvent),
  ...rowsOf("step of the machine", perStep),
  await talking()
]
