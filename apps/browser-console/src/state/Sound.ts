/** The audio of a session, found again in its events. Each piece of the model has the place where it played. */
import { Base64, G711, Pcm16, Resampler, Timeline } from "@antiphon/audio"
import { levelMs, type Playout, silentPlayout, type Speech } from "./Playout.ts"
import type { Tapped } from "./Tapped.ts"
import type { Uplink } from "./Uplink.ts"

/** Samples per second of all sound here. */
export const soundRate = 24_000

/** A piece of audio at its time. */
export interface Clip {
  /** When it begins, in ms on the clock of the events. */
  readonly at: number
  readonly samples: Int16Array
  /** The item of the model. `undefined` for the user. */
  readonly itemId: string | undefined
}

/** The audio of both sides. */
export interface Sound {
  /** What the user sent, in order and without overlap. */
  readonly user: ReadonlyArray<Clip>
  /** What the user heard of the model, in order and without overlap. */
  readonly model: ReadonlyArray<Clip>
  /** All that arrived of the model, heard or not, by item. */
  readonly items: ReadonlyMap<string, { readonly samples: Int16Array; readonly heardMs: number }>
  /** The end of the last clip, in ms. */
  readonly durationMs: number
}

/** How far the arrival of a block may be off, in ms, and still follow the one before. */
const jitterMs = 400

/** Milliseconds of samples. */
const lengthOf = ({ length }: Int16Array): number => (length * 1000) / soundRate

/**
 * Finds the audio of a session. The model speaks when its audio arrives, or after what it said before. A truncation ends its
 * speech, and so does an interruption by the server. Audio in tracks is not in the events.
 */
export const soundOf = (events: ReadonlyArray<Tapped>): Sound => {
  const user: Array<Clip> = []
  let model: Array<Clip> = []
  const items = new Map<string, { pieces: Array<Int16Array>; heardMs: number | undefined }>()
  const formats = { input: "audio/pcm", output: "audio/pcm" }
  const resamplers = new Map<string, Resampler>()
  /** The resampler of one stream. It keeps the end of each piece for the next one. */
  const widen = (stream: string) => (narrow: Int16Array) => {
    const resampler = resamplers.get(stream) ?? Resampler.make({ from: 8000, to: soundRate })
    resamplers.set(stream, resampler)
    return resampler.process(narrow)
  }
  let userEnd = 0
  let modelEnd = 0

  /** Ends what plays at a moment. What stood after it was not heard. */
  const silence = (at: number): void => {
    model = model.flatMap((clip) => {
      const kept = Math.max(0, Math.round(((at - clip.at) * soundRate) / 1000))
      return clip.at >= at ? [] : [{ ...clip, samples: clip.samples.subarray(0, kept) }]
    })
    modelEnd = Math.min(modelEnd, at)
  }

  for (const { at, decoded } of events) {
    if (decoded._tag !== "Known") continue
    const { event } = decoded
    switch (event.type) {
      case "session.created":
      case "session.updated": {
        const { session } = event
        formats.input = formatIn(session, "input") ?? formats.input
        formats.output = formatIn(session, "output") ?? formats.output
        break
      }
      case "input_audio_buffer.append": {
        const samples = samplesOf(event.audio, formats.input, widen("the user"))
        const begin = at - lengthOf(samples)
        const from = userEnd > 0 && Math.abs(begin - userEnd) <= jitterMs ? userEnd : Math.max(userEnd, begin, 0)
        user.push({ at: from, samples, itemId: undefined })
        userEnd = from + lengthOf(samples)
        break
      }
      case "response.output_audio.delta": {
        const samples = samplesOf(event.delta, formats.output, widen(event.item_id))
        const item = items.get(event.item_id) ?? { pieces: [], heardMs: undefined }
        items.set(event.item_id, item)
        item.pieces.push(samples)
        if (item.heardMs !== undefined) break
        const from = Math.max(modelEnd, at)
        model.push({ at: from, samples, itemId: event.item_id })
        modelEnd = from + lengthOf(samples)
        break
      }
      case "conversation.item.truncate": {
        const item = items.get(event.item_id)
        if (item === undefined) break
        item.heardMs = event.audio_end_ms
        const first = model.find(({ itemId }) => itemId === event.item_id)
        silence(first === undefined ? at : Math.min(at, first.at + event.audio_end_ms))
        break
      }
      case "conversation.item.delete": {
        const item = items.get(event.item_id)
        if (item === undefined) break
        item.heardMs = 0
        model = model.filter(({ itemId }) => itemId !== event.item_id)
        modelEnd = Math.max(0, ...model.map((clip) => clip.at + lengthOf(clip.samples)))
        break
      }
    }
  }
  return {
    user,
    model,
    items: new Map(
      [...items].map(([id, { heardMs, pieces }]) => {
        const samples = Pcm16.concat(pieces)
        return [id, { samples, heardMs: Math.min(heardMs ?? Infinity, lengthOf(samples)) }]
      })
    ),
    durationMs: Math.max(userEnd, modelEnd)
  }
}

/** The format that a session names for one direction, or `undefined`. */
const formatIn = (session: unknown, direction: "input" | "output"): string | undefined => {
  const within = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
  const type = within(within(within(within(session, "audio"), direction), "format"), "type")
  return typeof type === "string" ? type : undefined
}

/** The samples of a piece of base64. A piece that cannot be read is silent. */
const samplesOf = (base64: string, format: string, widen: (narrow: Int16Array) => Int16Array): Int16Array => {
  const bytes = Base64.decode(base64)
  if (bytes._tag === "Failure") return new Int16Array()
  const law = format === "audio/pcmu" ? "audio/pcmu" : format === "audio/pcma" ? "audio/pcma" : undefined
  if (law !== undefined) {
    return widen(G711.decode(law, G711.fromBytes(law, bytes.success)))
  }
  const samples = Pcm16.fromBytes(bytes.success.subarray(0, bytes.success.length & ~1))
  return samples._tag === "Failure" ? new Int16Array() : samples.success
}

/** Both sides as two channels, with the user on the left, as they were heard. Connections of one session have their offsets. */
export const channelsOf = (
  ...parts: ReadonlyArray<{ readonly sound: Sound; readonly offsetMs: number }>
): readonly [user: Int16Array, model: Int16Array] => {
  const timeline = Timeline.make()
  for (const { offsetMs, sound } of parts) {
    const place = (at: number): number => ((at + offsetMs) * soundRate) / 1000
    for (const { at, samples } of sound.user) timeline.add("user", place(at), samples)
    for (const { at, samples } of sound.model) timeline.add("assistant", place(at), samples)
  }
  return timeline.channels()
}

/** The peaks of samples, one per {@link levelMs}. */
const levelsOf = (samples: Int16Array): ReadonlyArray<number> => {
  const step = (soundRate * levelMs) / 1000
  return Array.from(
    { length: Math.ceil(samples.length / step) },
    (_, index) => Pcm16.level(samples.subarray(index * step, (index + 1) * step)).peak
  )
}

/** What was heard of each item, for its waveform. */
export const playoutOf = ({ items }: Sound): Playout => ({
  ...silentPlayout,
  speeches: new Map<string, Speech>(
    [...items].map(([itemId, { heardMs, samples }]) => [
      itemId,
      { itemId, levels: levelsOf(samples), totalMs: lengthOf(samples), heardMs, settled: true }
    ])
  )
})

/** The levels of all that the user sent. The offsets of turns count this audio. */
export const uplinkOf = ({ user }: Sound): Uplink => ({
  levels: levelsOf(Pcm16.concat(user.map(({ samples }) => samples))),
  from: 0
})

/** The samples of the user between two offsets of the sent audio, in ms. */
export const sentBetween = ({ user }: Sound, from: number, to: number): Int16Array =>
  Pcm16.concat(user.map(({ samples }) => samples)).slice((from * soundRate) / 1000, (to * soundRate) / 1000)

/** A level at its time. */
interface Bar {
  readonly at: number
  readonly level: number
}

/** The levels of a sound by side, as the waves of a live session. Made once, read for each frame. */
export const soundWaves = (sound: Sound) => {
  const bars = (clips: ReadonlyArray<Clip>): ReadonlyArray<Bar> =>
    clips.flatMap(({ at, samples }) => levelsOf(samples).map((level, index) => ({ at: at + index * levelMs, level })))
  const all = { user: bars(sound.user), model: bars(sound.model) }
  const cuts = [...sound.items].flatMap(([id, { heardMs, samples }]) => {
    if (heardMs <= 0 || heardMs >= lengthOf(samples) - 20) return []
    const last = sound.model.findLast(({ itemId }) => itemId === id)
    return last === undefined ? [] : [last.at + lengthOf(last.samples)]
  })
  const within = (list: ReadonlyArray<Bar>, from: number, to: number): ReadonlyArray<Bar> =>
    list.filter(({ at, level }) => at >= from && at <= to && level > 0)
  return {
    between: (from: number, to: number, now: number) => ({
      you: within(all.user, from, to),
      heard: within(all.model, from, Math.min(to, now)),
      ahead: within(all.model, Math.max(from, now), to),
      cuts: cuts.filter((at) => at >= from && at <= to)
    })
  }
}
