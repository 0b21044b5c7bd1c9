/** What a client or an upstream of a gateway can send more of. */
import type { ClientEvent } from "@antiphon/core"
import { freshToken, type Token, token } from "@antiphon/gateway"
import type { Peer, Upstream } from "@antiphon/gateway/node"
import { initial } from "@antiphon/session"
import * as Effect from "effect/Effect"
import { foldLog } from "../../../../../packages/gateway/src/session/foldLog.ts"
import { openReplayed } from "../../../../../packages/gateway/src/session/openReplayed.ts"
import { Tap } from "../../../../../packages/gateway/src/session/Tap.ts"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"
import { run } from "../wires.ts"
import { gatewayServices } from "./gatewayServices.ts"

const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)
const named = (text: string): Token => token(text) ?? freshToken("n")
const json = (value: object): string => JSON.stringify(value)

const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
const item = (at: number) => ({
  id: `item_${at}`,
  type: "message",
  role: "user",
  status: "completed",
  content: [{ type: "input_text", text: `word ${at}` }]
})
const opened = [
  { type: "response.created", event_id: "a", response: { id: "resp_1", status: "in_progress" } },
  {
    type: "response.output_item.added",
    event_id: "b",
    response_id: "resp_1",
    output_index: 0,
    item: { ...item(1), role: "assistant", status: "in_progress", content: [] }
  }
]
const pcm = Buffer.alloc(960).toString("base64")

/** What an upstream can repeat. */
const fromUpstream: Readonly<Record<string, (at: number) => object>> = {
  "text deltas": (at) => ({ type: "response.output_text.delta", event_id: `e_${at}`, ...place, delta: `word ${at} ` }),
  "audio deltas": (at) => ({ type: "response.output_audio.delta", event_id: `e_${at}`, ...place, delta: pcm }),
  "audio deltas of a part each": (at) => ({
    type: "response.output_audio.delta",
    event_id: `e_${at}`,
    ...place,
    content_index: at,
    delta: pcm
  }),
  items: (at) => ({ type: "conversation.item.added", event_id: `e_${at}`, previous_item_id: null, item: item(at) }),
  answers: (at) => ({
    type: "response.done",
    event_id: `e_${at}`,
    response: { id: `resp_${at}`, status: "completed", output: [], usage: { total_tokens: 1 } }
  }),
  "small frames": () => ({}),
  "unknown events": (at) => ({ type: `x.${at}` })
}

const fromClient: Readonly<Record<string, (at: number) => object>> = {
  "appended audio": () => ({ type: "input_audio_buffer.append", audio: pcm }),
  "small appends": () => ({ type: "input_audio_buffer.append", audio: "AAA=" }),
  commands: (at) => ({ type: "conversation.item.create", item: item(at) })
}

/** Reads frames that pass, and returns the lines of the log. */
const tapped = (frames: ReadonlyArray<Buffer>, side: "fromUpstream" | "fromClient"): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const tap = new Tap(
    initial,
    { note: (line) => void lines.push(line), publish: () => {}, used: () => {}, audio: () => {} },
    1_000_000
  )
  for (const frame of frames) tap[side](frame)
  tap.settleMarks()
  return lines
}

const framesOf = (one: (at: number) => object, n: number): ReadonlyArray<Buffer> =>
  [...opened, ...numbers(n).map(one)].map((frame) => Buffer.from(json(frame)))

const taps = (side: "fromUpstream" | "fromClient", all: Readonly<Record<string, (at: number) => object>>) =>
  Object.entries(all).map(([name, one]): PartCase => ({
    name: `tap: ${name}`,
    prepare: (n) => {
      const frames = framesOf(one, n)
      return () => tapped(frames, side)
    },
    largest: 16_384
  }))

const folds = Object.entries(fromUpstream).map(([name, one]): PartCase => ({
  name: `folding a log: ${name}`,
  prepare: (n) => {
    const lines = tapped(framesOf(one, n), "fromUpstream")
    const chunks = lines.map((line, position) => ({
      position,
      epoch: 1,
      node: named("a"),
      kind: "lines" as const,
      lines: [line]
    }))
    return () => foldLog(chunks, undefined)
  },
  largest: 16_384
}))

/** An upstream that greets, and answers each event with these frames. */
const answering = (frames: (event: ClientEvent, at: number) => ReadonlyArray<object>): Upstream => ({
  name: "growth",
  dial: () =>
    Effect.sync((): Peer => {
      let asked = 0
      const say = (frame: object): void => peer.onFrame(Buffer.from(json(frame)), false)
      const peer: Peer = {
        onFrame: () => {},
        onClosed: () => {},
        send: (data) => {
          const event: ClientEvent = JSON.parse(String(data))
          const at = asked++
          queueMicrotask(() => frames(event, at).forEach(say))
        },
        unwritten: () => 0,
        pause: () => {},
        resume: () => queueMicrotask(() => say({ type: "session.created", session: { type: "realtime", id: "s" } })),
        close: () => {},
        lastSeen: 0,
        ping: () => {}
      }
      return peer
    })
})

/** Tells an upstream a conversation of `n` items. */
const replaying =
  (before: (n: number, at: number) => ReadonlyArray<object>) =>
  (n: number): Work => {
    const events = numbers(n).map((at): ClientEvent => ({
      type: "conversation.item.create",
      item: { ...userItem(at) }
    }))
    const upstream = answering((event, at) =>
      event.type === "conversation.item.create"
        ? [...before(n, at), { type: "conversation.item.added", item: event.item }]
        : []
    )
    return () => run(openReplayed(upstream, { model: "m", kind: "conversation" }, { events, lost: [] }))
  }

const userItem = (at: number) =>
  ({
    id: `item_${at}`,
    type: "message",
    role: "user",
    content: [{ type: "input_text", text: `word ${at}` }]
  }) as const

const replays: ReadonlyArray<PartCase> = [
  { name: "replay: items", prepare: replaying(() => []), largest: 16_384 },
  {
    name: "replay: items whose echoes come in the wrong order",
    prepare: (n) =>
      replaying((_, at) => (at === 0 ? [] : [{ type: "conversation.item.added", item: item(n - at) }]))(n),
    largest: 16_384
  },
  {
    name: "replay: items that the upstream adds by itself",
    prepare: replaying((_, at) => [{ type: "conversation.item.added", item: { ...item(at), id: `own_${at}` } }]),
    largest: 16_384
  },
  {
    name: "replay: settings that the upstream repeats",
    prepare: replaying(() => [{ type: "session.updated", session: { type: "realtime" } }]),
    largest: 16_384
  }
]

export const gatewayCases: ReadonlyArray<PartCase> = [
  ...taps("fromUpstream", fromUpstream),
  ...taps("fromClient", fromClient),
  ...folds,
  ...replays,
  ...gatewayServices
]
