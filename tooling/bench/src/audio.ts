/** Measures the assembly, base64, resampling and size of the audio package. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { Base64, OutputAssembly, Resampler } from "@antiphon/audio"
import loadSpeex from "@echogarden/speex-resampler-wasm/simd"
import { build } from "esbuild"
import { RealtimeConversation } from "openai-realtime-api"
import { assemble, bytesPerMs, deltas, extend, part } from "./audioHour.ts"
import { measure } from "./measure.ts"
import type { Row } from "./row.ts"

/** Decodes the same number of deltas and keeps nothing. The figures of the assembly leave this work out. */
const decode = (minutes: number, ms: number, texts: ReadonlyArray<string>): void => {
  const target = new Uint8Array(ms * bytesPerMs)
  for (let i = 0; i < (minutes * 60_000) / ms; i++) Base64.decodeInto(texts[i % texts.length] ?? "", target)
}

/** The least CPU seconds of seven runs, because other programs can only add to them. */
const cpuSeconds = (run: () => unknown): number =>
  Math.min(
    ...Array.from({ length: 7 }, () => {
      const start = process.cpuUsage()
      run()
      const { user, system } = process.cpuUsage(start)
      return (user + system) / 1e6
    })
  )

/** CPU seconds of each ten minutes while one assembly grows to an hour. */
const growing = (texts: ReadonlyArray<string>): ReadonlyArray<number> => {
  const assembly = OutputAssembly.make()
  return Array.from({ length: 6 }, () => {
    const start = process.cpuUsage()
    extend(assembly, 10, 100, texts)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6
  })
}

const assembly = (): ReadonlyArray<Row> => {
  const texts = deltas(100)
  const beyond = (minutes: number) =>
    cpuSeconds(() => assemble(minutes, 100, texts)) - cpuSeconds(() => decode(minutes, 100, texts))
  const hour = beyond(60)
  const spans = Array.from({ length: 7 }, () => growing(texts))
  const least = (span: number) => Math.min(...spans.map((seconds) => seconds[span] ?? Infinity))
  const dearest = Math.max(...[1, 2, 3, 4, 5].map(least)) / least(0)
  return [
    {
      name: "audio: assemble one hour in 100 ms deltas, without JSON.parse and base64",
      ours: hour,
      unit: "s of CPU",
      promise: "at most 0.25",
      holds: hour <= 0.25
    },
    {
      name: "audio: the slowest later ten minutes of that hour, over the first ten",
      ours: dearest,
      unit: "×",
      promise: "at most 1.5, which is linear (a quadratic assembly has 11)",
      holds: dearest <= 1.5
    }
  ]
}

/** Measures in its own process, so that nothing else is counted. */
const memory = (ms: number): Row => {
  const program = fileURLToPath(new URL("audioMemory.ts", import.meta.url))
  const ratio = Number(execFileSync(process.execPath, ["--expose-gc", program, String(ms)], { encoding: "utf8" }))
  return {
    name: `audio: memory of one assembled hour in ${ms} ms deltas, over its PCM bytes`,
    ours: ratio,
    unit: "×",
    promise: "at most 1.05",
    holds: ratio <= 1.05
  }
}

/** Measures the npm port of openai-realtime-api-beta, which merges the whole item's audio for every delta. */
const quadratic = (): Row => {
  const texts = deltas(100)
  const minutes = 1
  const start = process.cpuUsage()
  const peer = new RealtimeConversation()
  const item = {
    id: part.item_id,
    object: "realtime.item",
    type: "message",
    role: "assistant",
    status: "in_progress",
    content: []
  }
  const take = (event: object) => Reflect.apply(peer.processEvent, peer, [event])
  take({ type: "conversation.item.created", event_id: "event_a", item })
  for (let i = 0; i < minutes * 600; i++) {
    take({ type: "response.audio.delta", event_id: `event_${i}`, ...part, delta: texts[i % texts.length] })
  }
  const { user, system } = process.cpuUsage(start)
  return {
    name: "audio: assemble 60 s in 100 ms deltas, with base64",
    ours: cpuSeconds(() => assemble(minutes, 100, texts)) * 1000,
    unit: "ms of CPU",
    peer: {
      name: "openai-realtime-api 1.0 (port of openai-realtime-api-beta, quadratic)",
      value: (user + system) / 1000
    }
  }
}

const base64 = (): ReadonlyArray<Row> => {
  const [text = ""] = deltas(100)
  const target = new Uint8Array(Base64.byteLength(text))
  const buffer = Buffer.from(target.buffer)
  const times = measure(
    {
      ours: () => Base64.decode(text),
      floor: () => Buffer.from(text, "base64"),
      oursInto: () => Base64.decodeInto(text, target),
      floorInto: () => buffer.write(text, "base64")
    },
    { rounds: 31, calls: 5_000 }
  )
  return [
    {
      name: "audio: decode a 6.4 kB delta of base64 in place, checked",
      ours: times.oursInto / 1000,
      unit: "µs",
      floor: { name: "Buffer.write, unchecked", value: times.floorInto / 1000 },
      promise: "within 1.2 times of the platform's fastest",
      holds: times.oursInto <= times.floorInto * 1.2
    },
    {
      name: "audio: decode a 6.4 kB delta of base64 into new memory, checked",
      ours: times.ours / 1000,
      unit: "µs",
      floor: { name: "Buffer.from, unchecked, in Node's shared pool", value: times.floor / 1000 }
    }
  ]
}

const resampling = async (): Promise<ReadonlyArray<Row>> => {
  const speex = await loadSpeex()
  return [
    { from: 48_000, to: 24_000 },
    { from: 24_000, to: 48_000 },
    { from: 24_000, to: 8_000 },
    { from: 44_100, to: 24_000 }
  ].map(({ from, to }) => {
    const frame = new Int16Array(from / 50).map((_, i) => 20_000 * Math.sin(i))
    const ours = Resampler.make({ from, to })
    const state = speex._speex_resampler_init(1, from, to, 5, speex._malloc(4))
    const input = speex._malloc(4_000)
    const output = speex._malloc(4_000)
    const lengths = speex._malloc(8)
    const times = measure(
      {
        ours: () => ours.process(frame),
        speex: () => {
          speex.HEAP16.set(frame, input >> 1)
          speex.HEAP32[lengths >> 2] = frame.length
          speex.HEAP32[(lengths >> 2) + 1] = 2_000
          speex._speex_resampler_process_int(state, 0, input, lengths, output, lengths + 4)
          return speex.HEAP16.slice(output >> 1, (output >> 1) + (speex.HEAP32[(lengths >> 2) + 1] ?? 0))
        }
      },
      { rounds: 25, calls: 300 }
    )
    return {
      name: `audio: resample one second from ${from} to ${to} Hz in 20 ms frames`,
      ours: (times.ours * 50) / 1e6,
      unit: "ms",
      peer: { name: "speex (WebAssembly with SIMD, quality 5)", value: (times.speex * 50) / 1e6 },
      promise: "at most 1.3 times the peer",
      holds: times.ours <= times.speex * 1.3
    }
  })
}

const bundle = async (): Promise<Row> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve("@antiphon/audio"))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false
  })
  const size = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000
  return {
    name: "audio: everything but the worklets, bundled by esbuild, gzipped",
    ours: size,
    unit: "kB",
    promise: "at most 12",
    holds: size <= 12
  }
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [
  memory(100),
  memory(20),
  ...assembly(),
  quadratic(),
  ...base64(),
  ...(await resampling()),
  await bundle()
]

if (import.meta.main) {
  for (const row of await rows()) process.stdout.write(`${JSON.stringify(row)}\n`)
}
