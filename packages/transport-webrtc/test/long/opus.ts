/** Ten minutes of speech through encoder, 5 % loss and decoder, faster than real time: quality, work and memory. */
import * as Effect from "effect/Effect"
import { codec, frameSamples } from "../../src/node/audio/opus.ts"
import { correlation, delayOf, energy, envelope, readSpeech, seeded } from "../node/speech.ts"

const say = (line: string) => process.stdout.write(`${line}\n`)

const minutes = 10
const loss = 0.05

const speech = await readSpeech()
const frames = Math.floor(speech.length / frameSamples)
const rounds = Math.ceil((minutes * 60 * 50) / frames)
const random = seeded(1)
const { decoder, encoder } = await Effect.runPromise(codec)
const [encode, clean, lossy] = await Effect.runPromise(Effect.all([encoder, decoder, decoder]))

const spent = (from: NodeJS.CpuUsage) => {
  const { system, user } = process.cpuUsage(from)
  return (user + system) / 1000
}
let [encodeMs, decodeMs, lost, recovered, total] = [0, 0, 0, 0, 0]
const waves: Array<number> = []
const envelopes: Array<number> = []
const levels: Array<number> = []
let delay = 0
const rss: Array<number> = []
for (let round = 0; round < rounds; round++) {
  let from = process.cpuUsage()
  const packets = Array.from({ length: frames }, (_, frame) =>
    encode.encode(speech.subarray(frame * frameSamples, (frame + 1) * frameSamples))
  )
  encodeMs += spent(from)
  const reference = packets.map((packet) => clean.decode(packet) ?? new Int16Array())
  const arrived = packets.map(() => random() >= loss)
  from = process.cpuUsage()
  const heard = packets.map((packet, frame) => {
    if (arrived[frame] === true) return lossy.decode(packet) ?? lossy.conceal()
    lost += 1
    const next = arrived[frame + 1] === true ? packets[frame + 1] : undefined
    if (next === undefined) return lossy.conceal()
    recovered += 1
    return lossy.recover(next)
  })
  decodeMs += spent(from)
  total += frames
  const [whole, broken] = [joined(reference), joined(heard)]
  if (round === 0) delay = delayOf(speech, joined([whole, new Int16Array(4800)]))
  if (round === 0) say(`codec alone: delay ${delay} samples, waveform ${correlation(speech, whole, delay).toFixed(3)}`)
  waves.push(correlation(whole, broken))
  envelopes.push(correlation(envelope(whole), envelope(broken)))
  levels.push(10 * Math.log10(energy(broken) / energy(whole)))
  if (round % 10 === 0) rss.push(process.memoryUsage.rss() / 1024 / 1024)
}
encode.free()
clean.free()
lossy.free()

function joined(parts: ReadonlyArray<Int16Array>): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const audioMs = total * 20
say(`${(audioMs / 60_000).toFixed(1)} min, ${lost} of ${total} lost, ${recovered} with a packet after them`)
say(
  `encode ${((100 * encodeMs) / audioMs).toFixed(2)} %, decode ${((100 * decodeMs) / audioMs).toFixed(2)} % of a core`
)
say(
  `lossy against lossless: waveform ${mean(waves).toFixed(4)} (least ${Math.min(...waves).toFixed(4)}), envelope ${mean(envelopes).toFixed(4)} (least ${Math.min(...envelopes).toFixed(4)}), level ${mean(levels).toFixed(2)} dB`
)
say(`RSS MB ${rss.map((mb) => mb.toFixed(0)).join(" ")}`)
if (mean(waves) < 0.985 || Math.min(...envelopes) < 0.999 || Math.abs(mean(levels)) > 0.2) {
  throw new Error("speech suffers more from 5 % loss than it must")
}
