/** Measures the turn detector and the voice of the speech package. */
import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { loadTurnDetector, makeVoice } from "@antiphon/speech/node"
import type { Voice } from "@antiphon/speech"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { measure } from "./measure.ts"
import { naiveSilero } from "./naiveSilero.ts"
import type { Row } from "./row.ts"

const alloy = { name: "alloy", speed: 1 }
/** 14 or 15 words each. */
const sentences = [
  "The quick brown fox jumps over the lazy dog while seven children watch from afar.",
  "If you would like to order now, please tell me the number of your table.",
  "Your appointment is on Tuesday the fourth of March at a quarter past three.",
  "We looked for your order, but no one here seems to know where it has gone."
]

const frames = async (): Promise<ReadonlyArray<Row>> => {
  const started = performance.now()
  const detector = await Effect.runPromise(loadTurnDetector)
  const loading = performance.now() - started
  const { process } = detector.listen({ type: "server_vad" })
  const naive = naiveSilero()
  const noise = Float32Array.from({ length: 768 * 64 }, () => Math.random() - 0.5)
  const blocks = Array.from({ length: 64 }, (_, i) =>
    Int16Array.from(noise.subarray(i * 768, (i + 1) * 768), (sample) => sample * 20_000)
  )
  const [block = new Int16Array(768)] = blocks
  let next = 0
  const times = measure(
    {
      ours: () => process(blocks[next++ % 64] ?? block),
      naive: () => naive(noise.subarray(0, 512))
    },
    { rounds: 15, calls: 200 }
  )
  const us = times.ours / 1000
  return [
    {
      name: "speech: process a frame of 32 ms, with resampling from 24 kHz",
      ours: us,
      unit: "µs",
      peer: { name: "the same network in plain loops, without resampling", value: times.naive / 1000 },
      promise: "at most 690",
      holds: us <= 690
    },
    { name: "speech: share of a core for one stream of audio", ours: us / 320, unit: "%" },
    { name: "speech: load the turn detector, cold", ours: loading, unit: "ms" }
  ]
}

/**
 * Speaks a sentence. Returns the ms until the first audio, the ms until all audio, and the duration of the audio in ms.
 */
const time = async (voice: Voice, sentence: string) => {
  const started = performance.now()
  let first = 0
  let samples = 0
  await Effect.runPromise(
    voice.speak(alloy, Stream.make(sentence)).pipe(
      Stream.runForEach((block) =>
        Effect.sync(() => {
          first ||= performance.now() - started
          samples += block.length
        })
      )
    )
  )
  return { first, all: performance.now() - started, audio: samples / 24 }
}

/**
 * The longest time between two turns of the event loop while `work` runs, in ms. `clock` is by the clock, and `worked`
 * is the CPU time of this thread. On a busy machine the clock mostly shows how long the thread waited for a core.
 */
const longestBlock = async (work: () => Promise<unknown>) => {
  let [clock, worked] = [0, 0]
  let [then, before] = [performance.now(), process.threadCpuUsage()]
  const timer = setInterval(() => {
    const [now, used] = [performance.now(), process.threadCpuUsage(before)]
    clock = Math.max(clock, now - then)
    worked = Math.max(worked, (used.user + used.system) / 1000)
    then = now
    before = process.threadCpuUsage()
  }, 1)
  await work()
  clearInterval(timer)
  return { clock, worked }
}

/** Keeps a core busy with another thread. */
const spin = async (ms: number): Promise<void> => {
  const thread = new Worker(`for (const end = Date.now() + ${ms}; Date.now() < end; );`, { eval: true })
  await once(thread, "exit")
}

const voices = async (): Promise<ReadonlyArray<Row>> => {
  const scope = Scope.makeUnsafe()
  const started = performance.now()
  const voice = await Effect.runPromise(Scope.provide(makeVoice, scope))
  const [opening = ""] = sentences
  const ready = performance.now() - started
  const cold = ready + (await time(voice, opening)).first
  const runs = []
  for (let round = 0; round < 8; round++) for (const sentence of sentences) runs.push(await time(voice, sentence))
  const firsts = runs.map((run) => run.first).sort((a, b) => a - b)
  const first = firsts[Math.floor(firsts.length / 2)] ?? Number.NaN
  const speaking = performance.now()
  const block = await longestBlock(async () => {
    for (let round = 0; round < 8; round++) await time(voice, sentences.join(" "))
  })
  const spinning = await longestBlock(() => spin(performance.now() - speaking))
  await Effect.runPromise(Scope.close(scope, Exit.void))
  return [
    {
      name: "speech: first audio of a sentence of 14 or 15 words, warm",
      ours: first,
      unit: "ms",
      promise: "under 150",
      holds: first < 150
    },
    { name: "speech: a new voice and its first sentence, cold", ours: cold, unit: "ms" },
    {
      name: "speech: time to synthesise, over the duration of the audio",
      ours: (100 * runs.reduce((sum, run) => sum + run.all, 0)) / runs.reduce((sum, run) => sum + run.audio, 0),
      unit: "%"
    },
    {
      name: "speech: longest work of the main thread between turns of its event loop, while the voice speaks",
      ours: block.worked,
      unit: "ms of CPU",
      promise: "at most 20",
      holds: block.worked <= 20
    },
    {
      name: "speech: longest time between turns of the event loop, while the voice speaks",
      ours: block.clock,
      unit: "ms",
      floor: { name: "while another thread spins for the same time", value: spinning.clock }
    }
  ]
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [...(await frames()), ...(await voices())]

if (import.meta.main) {
  for (const row of await rows()) process.stdout.write(`${JSON.stringify(row)}\n`)
}
