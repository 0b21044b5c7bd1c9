/**
 * The user's voice, which sounds like speech to a turn detector, and the model's, which can be distinguished sample for
 * sample.
 */

const perMs = 24

/** Samples of a packet of 20 ms, within which the model's voice does not change. */
export const packetSamples = 480
const packetsPerAnswer = 256
/** The number of answers that have a voice of their own. Later answers are written. */
export const mostAnswers = 127

/** The n-th answer, n from 1. Every sample says which answer and which packet it belongs to. */
export const modelVoice = (n: number, ms: number): Int16Array => {
  const samples = new Int16Array(Math.min(ms * perMs, packetsPerAnswer * packetSamples))
  for (let packet = 0; packet * packetSamples < samples.length; packet++) {
    samples.fill((n - 1) * packetsPerAnswer + packet + 1, packet * packetSamples, (packet + 1) * packetSamples)
  }
  return samples
}

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

const mostSpeechMs = 1500

/** A hum of three overtones in syllables of a quarter second, and breath. */
const speech = Int16Array.from({ length: mostSpeechMs * perMs }, (_, i) => {
  const t = i / 24_000
  const syllable = 0.35 + 0.65 * Math.abs(Math.sin(Math.PI * 4 * t))
  const hum = [1, 2, 3].reduce((sum, n) => sum + Math.sin(2 * Math.PI * 130 * n * t) / n, 0)
  const breath = (Math.imul(i, 0x9e3779b1) >>> 16) / 65_536 - 0.5
  return Math.round(5000 * syllable * (hum + 0.3 * breath))
})
const quiet = new Int16Array(3000 * perMs)

/**
 * A user speaks for a time, at most 1.5 s, and is then silent for a time, at most 3 s. The audio comes in frames of
 * 100 ms.
 */
export const userVoice = (speechMs: number, quietMs: number): ReadonlyArray<Int16Array> => [
  ...frames(speech.subarray(0, speechMs * perMs)),
  ...frames(quiet.subarray(0, quietMs * perMs))
]

const frames = (samples: Int16Array): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / 2400) }, (_, n) => samples.subarray(n * 2400, (n + 1) * 2400))
