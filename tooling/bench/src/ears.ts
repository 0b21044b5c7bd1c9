/** Measures the recognizer of the ears package: words wrong, processor time, start, memory, and what is no speech. */
import { Resampler, Wav } from "@antiphon/audio"
import { makeRecognizer } from "@antiphon/ears/node"
import type { Recognizer } from "@antiphon/ears"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { onnxRuntime } from "./ears/onnxRuntime.ts"
import { pocketSphinx } from "./ears/pocketSphinx.ts"
import { prompts, promptsFolder } from "./ears/prompts.ts"
import { sounds } from "./ears/sounds.ts"
import { wrongWords } from "./ears/wrongWords.ts"
import type { Row } from "./row.ts"

const rate = 24_000

/** Speech and what is said in it. */
interface Clip {
  readonly samples: Int16Array
  readonly text: string
}

const samplesOf = (file: URL | string): Int16Array => {
  const read = Wav.read(readFileSync(file))
  if (read._tag === "Failure") throw read.failure
  const { channels, sampleRate } = read.success
  const resampler = Resampler.make({ from: sampleRate, to: rate })
  const [channel = new Int16Array()] = channels
  return Int16Array.from([...resampler.process(channel), ...resampler.flush()])
}

/** The two recordings of people in the repository. LibriVox and the voice actor gave both to the public domain. */
const committed: ReadonlyArray<Clip> = ["user-turn", "reply"].map((name) => {
  const asset = (file: string) => new URL(`../../../apps/terminal/assets/${file}`, import.meta.url)
  const { transcript }: { readonly transcript: string } = JSON.parse(readFileSync(asset(`${name}.json`), "utf8"))
  return { samples: samplesOf(asset(`${name}.wav`)), text: transcript }
})

const textOf = async (recognizer: Recognizer, samples: Int16Array): Promise<string> =>
  (await Effect.runPromise(Stream.runCollect(recognizer.transcribe(Stream.make(samples)))))
    .map(({ text }) => text)
    .join("")

/** The share of wrong words in clips, in percent, and the CPU time a second of audio takes. */
const tried = async (write: (samples: Int16Array) => Promise<Written>, clips: ReadonlyArray<Clip>) => {
  let [words, wrong, samples, seconds] = [0, 0, 0, 0]
  for (const clip of clips) {
    const { cpuSeconds, text } = await write(clip.samples)
    const counted = wrongWords(clip.text, text)
    words += counted.words
    wrong += counted.wrong
    samples += clip.samples.length
    seconds += cpuSeconds
  }
  return { wrong: (100 * wrong) / words, words, cpu: seconds / (samples / rate) }
}

/** What a recognizer writes, and the CPU time of it. */
interface Written {
  readonly text: string
  readonly cpuSeconds: number
}

const ours =
  (recognizer: Recognizer) =>
  async (samples: Int16Array): Promise<Written> => {
    const before = process.cpuUsage()
    const text = await textOf(recognizer, samples)
    const { system, user } = process.cpuUsage(before)
    return { text, cpuSeconds: (user + system) / 1e6 }
  }

/** The clips with white noise this many dB below the speech. */
const noisy = (clips: ReadonlyArray<Clip>, decibels: number): ReadonlyArray<Clip> =>
  clips.map(({ samples, text }) => {
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    const amplitude = Math.sqrt(power / 10 ** (decibels / 10)) * Math.sqrt(3)
    return { text, samples: samples.map((sample) => sample + (2 * Math.random() - 1) * amplitude) }
  })

/** The clips this many dB quieter. */
const quieter = (clips: ReadonlyArray<Clip>, decibels: number): ReadonlyArray<Clip> =>
  clips.map(({ samples, text }) => ({ text, samples: samples.map((sample) => sample * 10 ** (-decibels / 20)) }))

/** The work from the end of a turn to its last word, of which the median of five counts. */
const turnRow = async (recognizer: Recognizer, seconds: number): Promise<Row> => {
  const [turn] = committed
  const samples = turn?.samples.subarray(0, seconds * rate) ?? new Int16Array()
  const times: Array<number> = []
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage()
    await textOf(recognizer, samples)
    const { system, user } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  const ms = times.toSorted((one, other) => one - other)[2] ?? Infinity
  const name = `ears: work from the end of a turn of ${seconds} s to its last word`
  return { name, ours: ms, unit: "ms of CPU", promise: "at most 250", holds: ms <= 250 }
}

/** The same weights in onnxruntime-web, for the same work. Its first runs do not count. */
const onnx = async () => {
  const heap = process.memoryUsage.rss()
  const runtime = await onnxRuntime()
  if (runtime === undefined) return undefined
  const { readyMs, write } = runtime
  await tried(write, committed)
  const { cpu, wrong } = await tried(write, [...committed, ...committed])
  return { readyMs, cpu, wrong, mebibytes: (process.memoryUsage.rss() - heap) / 2 ** 20 }
}

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const scope = Scope.makeUnsafe()
  const heap = process.memoryUsage.rss()
  const started = performance.now()
  const recognizer = await Effect.runPromise(Scope.provide(makeRecognizer(), scope))
  const ready = performance.now() - started
  const write = ours(recognizer)

  const plain = await tried(write, [...committed, ...committed, ...committed])
  const mebibytes = (process.memoryUsage.rss() - heap) / 2 ** 20
  const turns = [await turnRow(recognizer, 3), await turnRow(recognizer, 7)]
  const sphinx = pocketSphinx()
  const spelt = sphinx && (await tried(sphinx, committed))
  const same = await onnx()
  const beside = (value: number | undefined, name = "the same weights in onnxruntime-web") =>
    value === undefined ? {} : { peer: { name, value } }
  const debian = "PocketSphinx of Debian"
  const wrong = {
    name: `ears: words wrong in the ${committed.length} recordings of the repository`,
    ours: plain.wrong,
    unit: "%",
    promise: "at most 5",
    holds: plain.wrong <= 5
  }
  const cpu = {
    name: "ears: CPU time for a second of speech",
    ours: plain.cpu,
    unit: "s",
    promise: "at most 0.05",
    holds: plain.cpu <= 0.05
  }
  const rows: Array<Row> = [
    { name: "ears: a recognizer, cold start", ours: ready, unit: "ms", ...beside(same?.readyMs) },
    { ...wrong, ...beside(same?.wrong) },
    { ...cpu, ...beside(same?.cpu) },
    {
      name: "ears: memory of the process, with the recognizer",
      ours: mebibytes,
      unit: "MiB",
      ...beside(same?.mebibytes)
    },
    ...turns
  ]
  if (spelt !== undefined) {
    rows.push({ ...wrong, ...beside(spelt.wrong, debian) }, { ...cpu, ...beside(spelt.cpu, debian) })
  }

  const written = []
  for (const { samples } of sounds) written.push(await textOf(recognizer, samples))
  const empty = written.filter((text) => text === "").length
  rows.push({
    name: `ears: sounds without speech that have no words, of ${sounds.length}`,
    ours: empty,
    unit: "sounds",
    promise: "all",
    holds: empty === sounds.length
  })

  for (const decibels of [20, 10, 5]) {
    const { wrong } = await tried(write, noisy(committed, decibels))
    rows.push({ name: `ears: words wrong with white noise ${decibels} dB below the speech`, ours: wrong, unit: "%" })
  }
  for (const decibels of [20, 40]) {
    const { wrong } = await tried(write, quieter(committed, decibels))
    rows.push({ name: `ears: words wrong in speech that is ${decibels} dB quieter`, ours: wrong, unit: "%" })
  }
  if (existsSync(promptsFolder)) {
    const clips = prompts.map(({ file, text }) => ({ text, samples: samplesOf(`${promptsFolder}/${file}.wav`) }))
    const { words, wrong } = await tried(write, clips)
    const prompted = sphinx && (await tried(sphinx, clips))
    const name = `ears: words wrong in telephone prompts of Debian, of ${words} words`
    rows.push({ name, ours: wrong, unit: "%", ...beside(prompted?.wrong, debian) })
  }
  await Effect.runPromise(Scope.close(scope, Exit.void))
  return rows
}

if (import.meta.main) {
  for (const row of await rows()) process.stdout.write(`${JSON.stringify(row)}\n`)
}
