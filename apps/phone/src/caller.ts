/** The caller. A recording of a human voice waits for the greeting, speaks into it, and listens to the answer. */
import { Resampler, sampleRate, Wav } from "@antiphon/audio"
import { dial, type DialledCall } from "@antiphon/telephony/testing"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { Line } from "./dialects.ts"
import { joined } from "./joined.ts"
import type { Options } from "./options.ts"

/** How long the caller listens before the recording begins, in ms. */
const listensMs = 3500
/** How long a call may last, in ms. */
const longestMs = 60_000
/** How long the line is quiet after an answer before the caller hangs up, in ms. */
const contentMs = 1200

const asset = (name: string): string =>
  fileURLToPath(new URL(`assets/${name}`, import.meta.resolve("@antiphon/cli/package.json")))

/** A recording of a voice. */
export interface Recording {
  readonly samples: Int16Array
  readonly rate: number
  /** When its first loud frame starts. */
  readonly startMs: number
  /** When its last word ends. */
  readonly endMs: number
}

/** A frame of 20 ms with a sample beyond this is loud. */
const loud = 2000

/** The recording that the other samples of this project use. */
export const readRecording = async (): Promise<Recording> => {
  const wav = Wav.read(await readFile(asset("user-turn.wav")))
  if (wav._tag === "Failure") throw new Error(`The recording cannot be read: ${wav.failure.message}`)
  const about: unknown = JSON.parse(await readFile(asset("user-turn.json"), "utf8"))
  const numbers = Object.fromEntries(Object.entries(about ?? {}))
  const { channels, sampleRate: rate } = wav.success
  const [samples = new Int16Array(0)] = channels
  const first = samples.findIndex((sample) => Math.abs(sample) > loud)
  const startMs = Math.floor((first * 1000) / rate / 20) * 20
  return { samples, rate, startMs, endMs: Number(numbers["speech_end_ms"]) }
}

/** A frame of a call, with its time on this process's clock. */
export interface SeenFrame {
  readonly at: number
  readonly from: "carrier" | "application"
  readonly frame: string | Uint8Array
}

export interface FinishedCall {
  readonly callId: string
  readonly carrier: DialledCall
  readonly rate: number
  /** What the caller said, on the clock of the call. */
  readonly said: Int16Array
  /** When the caller's first loud frame starts and the last word ends, in ms of the call. */
  readonly speechMs: { readonly start: number; readonly end: number }
  readonly frames: ReadonlyArray<SeenFrame>
}

/** The loudest sample that is silence. */
export const quiet = 100

/** A call to make. */
export interface Plan {
  readonly line: Line
  readonly port: number
  readonly recording: Recording
  readonly options: Options
  /** Numbers the call, and makes its jitter and losses repeatable. */
  readonly seed: number
}

/** Makes one call and stays on the line until it was answered. */
export const makeCall = async ({ line, options, port, recording, seed }: Plan): Promise<FinishedCall> => {
  const callId = `00000000-0000-4000-8000-${String(seed).padStart(12, "0")}`
  const counterpart = line.sideOf(callId)
  const rate = sampleRate(counterpart.format)
  const said = sayAfter(recording, rate)
  const frames: Array<SeenFrame> = []
  const { delayMs, jitterMs, lostMarks } = options
  const carrier = await dial({
    url: line.urlOf(port),
    counterpart,
    callId,
    say: said,
    headers: line.headers,
    delayMs,
    jitterMs,
    lostMarks,
    seed,
    onFrame: (from, frame) => frames.push({ at: performance.now(), from, frame })
  })
  const speechMs = { start: listensMs + recording.startMs, end: listensMs + recording.endMs }
  await untilAnswered(carrier, rate, speechMs.end)
  carrier.hangUp()
  await carrier.closed
  return { callId, carrier, rate, said, speechMs, frames }
}

const sayAfter = ({ rate: from, samples }: Recording, rate: number): Int16Array => {
  const resampler = Resampler.make({ from, to: rate })
  const silence = new Int16Array((listensMs * rate) / 1000)
  return joined([silence, resampler.process(samples), resampler.flush()])
}

/** Waits until an answer came after the caller's speech, and the line has been quiet since. */
const untilAnswered = async (carrier: DialledCall, rate: number, speechEndMs: number): Promise<void> => {
  const samples = (ms: number): number => (ms * rate) / 1000
  const line = new AbortController()
  void carrier.closed.then(() => line.abort())
  for (let waited = 0; waited < longestMs && !line.signal.aborted; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const heard = carrier.heard()
    const after = heard.subarray(samples(speechEndMs))
    const last = after.findLastIndex((sample) => Math.abs(sample) > quiet)
    if (last !== -1 && after.length - last > samples(contentMs)) return
  }
}
