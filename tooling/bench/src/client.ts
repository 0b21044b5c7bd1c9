/** Measures the bytes that the client adds to a page, and how soon a page is silent when the user speaks. */
import { interruptions } from "./client/interruptions.ts"
import type { Row } from "./row.ts"
import { viteBytes } from "./client/viteBytes.ts"
import { bundleBytes, officialPage } from "./websocket/bundle.ts"

const limitKilobytes = 60
const limitMs = 20
const rounds = 30

/** A page that connects and converses without audio devices. */
const page = `
  import { connect } from "@antiphon/client"
  globalThis.connect = connect
`

const talkingPage = `
  import { connect } from "@antiphon/client"
  import { openMicrophone, openSpeaker } from "@antiphon/client/browser"
  Object.assign(globalThis, { connect, openMicrophone, openSpeaker })
`

const agentsPage = `
  import { RealtimeAgent, RealtimeSession } from "@openai/agents-realtime"
  Object.assign(globalThis, { RealtimeAgent, RealtimeSession })
`

/** The base of the client, which is Effect, its streams, and the server's events with their checks. */
const floorPage = `
  import { Endpoint, ServerEvent } from "@antiphon/core"
  import { make } from "@antiphon/transport-websocket/browser"
  import * as Effect from "effect/Effect"
  import * as Stream from "effect/Stream"
  globalThis.read = (endpoint) =>
    Effect.runPromise(
      Effect.scoped(Effect.flatMap(make().connect(endpoint), ({ incoming }) => Stream.runForEach(incoming, Effect.log)))
    )
`

const bundles = async (): Promise<ReadonlyArray<Row>> => {
  const [ours, talking, official, agents, floor] = await Promise.all(
    [page, talkingPage, officialPage, agentsPage, floorPage].map(async (source) => (await bundleBytes(source)) / 1000)
  )
  const [byVite, officialByVite] = await Promise.all(
    [page, officialPage].map(async (source) => (await viteBytes(source)) / 1000)
  )
  if (byVite === undefined || officialByVite === undefined) throw new Error("no bundle by Vite")
  if (ours === undefined || talking === undefined || floor === undefined) throw new Error("no bundle")
  if (official === undefined || agents === undefined) throw new Error("no bundle of a peer")
  return [
    {
      name: "client over WebSocket without audio devices, gzipped",
      ours,
      unit: "kB",
      peer: { name: "openai/realtime/websocket, types alone", value: official },
      floor: { name: "Effect, Stream, events over WebSocket", value: floor },
      promise: `at most ${limitKilobytes} kB`,
      holds: ours <= limitKilobytes
    },
    {
      name: "client over WebSocket without audio devices, gzipped, by Vite",
      ours: byVite,
      unit: "kB",
      peer: { name: "openai/realtime/websocket, types alone, by Vite", value: officialByVite }
    },
    {
      name: "client with microphone and speaker, gzipped",
      ours: talking,
      unit: "kB",
      peer: { name: "@openai/agents-realtime", value: agents }
    }
  ]
}

const silence = async (): Promise<ReadonlyArray<Row>> => {
  const figures = await interruptions(rounds)
  return (["rendered", "stopped"] as const).flatMap((kind) => {
    const sorted = figures.map((figure) => figure[kind]).toSorted((a, b) => a - b)
    const most = sorted.at(-1) ?? Number.NaN
    const what = {
      rendered: "the last sample rendered, on the audio clock",
      stopped: "the speaker reports that it stopped"
    }[kind]
    const name = `Chromium: speech_started until ${what}`
    return [
      { name: `${name}, p50 of ${rounds}`, ours: sorted[sorted.length >> 1] ?? Number.NaN, unit: "ms" },
      {
        name: `${name}, most of ${rounds}`,
        ours: most,
        unit: "ms",
        ...(kind === "rendered" ? { promise: `under ${limitMs}`, holds: most < limitMs } : {})
      }
    ]
  })
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [...(await bundles()), ...(await silence())]
