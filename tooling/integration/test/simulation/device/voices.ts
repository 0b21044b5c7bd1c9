/** The user's voice, which a turn detector can tell from silence, and the model's, of which every sample says whose it is. */
import { type AudioFormat, appendEvents } from "@antiphon/audio"

const perMs = 24

/** Samples of a packet of 20 ms, within which the model's voice does not change. */
export const packetSamples = 480
const packetsPerAnswer = 256
/** The number of answers that have a voice of their own. Later answers are written. */
export const mostAnswers = 127

/** How long an answer may be, ms. */
export const longestMs = 1500

/** Voices that were made already, each as long as possible. */
const voices = new Map<number, Int16Array>()

const wholeVoice = (n: number): Int16Array => {
  const samples = new Int16Array(longestMs * perMs)
  for (let packet = 0; packet * packetSamples < samples.length; packet++) {
    samples.fill((n - 1) * packetsPerAnswer + packet + 1, packet * packetSamples, (packet + 1) * packetSamples)
  }
  voices.set(n, samples)
  return samples
}

/** The n-th answer, n from 1. Every sample says which answer and which packet it belongs to. */
export const modelVoice = (n: number, ms: number): Int16Array =>
  (voices.get(n) ?? wholeVoice(n)).subarray(0, ms * perMs)

/** Whose a sample of the model is. */
export const markOf = (sample: number): { readonly answer: number; readonly packet: number } => ({
  answer: Math.floor((sample - 1) / packetsPerAnswer) + 1,
  packet: (sample - 1) % packetsPerAnswer
})

/** The runs of equal samples in a block, with how often each comes in a row. */
export const runsOf = (samples: Int16Array): ReadonlyArray<readonly [sample: number, count: number]> => {
  const runs: Array<readonly [number, number]> = []
  for (let from = 0; from < samples.length;) {
    const sample = samples[from] ?? 0
    let to = from + 1
    while (to < samples.length && samples[to] === sample) to += 1
    runs.push([sample, to - from])
    from = to
  }
  return runs
}

/** A block of the user's audio lasts 100 ms. */
export const blockMs = 100

/** Each kind of block, by its rate. A loud one begins loud, and that is all a detector looks at. */
const blocks = new Map(
  [8000, 24_000].map((rate) => {
    const length = (rate * blockMs) / 1000
    return [rate, { loud: new Int16Array(length).fill(8000), quiet: new Int16Array(length) }] as const
  })
)

export type Loudness = "loud" | "quiet"

/** Whether a block of the user's audio is loud. */
export const isLoud = (samples: Int16Array): boolean => Math.abs(samples[samples.length >> 1] ?? 0) > 1000

/** A block of the user's track. */
export const block = (loudness: Loudness): Int16Array => blocks.get(24_000)?.[loudness] ?? new Int16Array()

const coded = new Map<string, string>()

/** A block of the user's audio, as an append event has it. */
export const codedBlock = (loudness: Loudness, format: AudioFormat): string => {
  const name = `${loudness} ${format.type}`
  const known = coded.get(name)
  if (known !== undefined) return known
  const rate = format.type === "audio/pcm" ? 24_000 : 8000
  const [event] = appendEvents(blocks.get(rate)?.[loudness] ?? new Int16Array(), format, rate)
  const audio = event?.audio ?? ""
  coded.set(name, audio)
  return audio
}
