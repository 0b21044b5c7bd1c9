/** The loudness of the model's speech, item by item, and how much of it was heard. */
import { Pcm16, PlaybackLedger, type PlayedPart } from "@antiphon/audio"

/** The length of one level, in ms. */
export const levelMs = 40
/** Samples per second. */
const rate = 24_000
const levelSamples = (rate * levelMs) / 1000

/** The speech of one item. */
export interface Speech {
  readonly itemId: string
  /** Peaks from 0 to 1, one per {@link levelMs} of audio. The last may still grow. */
  readonly levels: ReadonlyArray<number>
  /** The length of the audio that has arrived. */
  readonly totalMs: number
  /** How much of it the user heard. */
  readonly heardMs: number
  /** Whether no more of it will be heard. */
  readonly settled: boolean
}

/** The speech of all items, and the books on what was played. */
export interface Playout {
  /** The account of the speaker. */
  readonly ledger: PlaybackLedger
  /** The speech by item, in the order in which items spoke. */
  readonly speeches: ReadonlyMap<string, Speech>
}

/** The playout before the first speech. */
export const silentPlayout: Playout = { ledger: PlaybackLedger.make({ rate }), speeches: new Map() }

/** The number of speeches that are kept. */
const limit = 50

/** The player received samples of a part. */
export const queued = (playout: Playout, part: PlayedPart, samples: Int16Array): Playout => {
  const received = PlaybackLedger.step(playout.ledger, { _tag: "Received", part, samples: samples.length })
  const ledger = PlaybackLedger.step(received, { _tag: "Queued", part, samples: samples.length })
  const speech = playout.speeches.get(part.itemId)
  const before = Math.round(((speech?.totalMs ?? 0) * rate) / 1000)
  const levels = [...(speech?.levels ?? [])]
  for (let at = 0; at < samples.length;) {
    const slot = Math.floor((before + at) / levelSamples)
    const end = Math.min(samples.length, (slot + 1) * levelSamples - before)
    levels[slot] = Math.max(levels[slot] ?? 0, Pcm16.level(samples.subarray(at, end)).peak)
    at = end
  }
  const speeches = new Map(playout.speeches)
  speeches.set(part.itemId, {
    itemId: part.itemId,
    levels,
    totalMs: ((before + samples.length) * 1000) / rate,
    heardMs: speech?.heardMs ?? 0,
    settled: false
  })
  return heard({ ledger, speeches: bounded(speeches) })
}

/** An item sounded for one {@link levelMs}. Call it if the platform plays, because then all sound is heard. */
export const sounded = (playout: Playout, itemId: string, level: number): Playout => {
  const before = playout.speeches.get(itemId)
  const totalMs = (before?.totalMs ?? 0) + levelMs
  const speeches = new Map(playout.speeches)
  speeches.set(itemId, {
    itemId,
    levels: [...(before?.levels ?? []), level],
    totalMs,
    heardMs: totalMs,
    settled: false
  })
  return { ...playout, speeches: bounded(speeches) }
}

/** An item has stopped sounding. */
export const silenced = (playout: Playout, itemId: string): Playout => {
  const speech = playout.speeches.get(itemId)
  if (speech === undefined) return playout
  return { ...playout, speeches: new Map(playout.speeches).set(itemId, { ...speech, settled: true }) }
}

/** Drops the oldest speeches beyond the limit. */
const bounded = (speeches: Map<string, Speech>): Map<string, Speech> => {
  for (const [oldest] of speeches) {
    if (speeches.size <= limit) break
    speeches.delete(oldest)
  }
  return speeches
}

/** The player reported its position. */
export const rendered = (playout: Playout, until: number, latencyMs: number): Playout =>
  heard({ ...playout, ledger: PlaybackLedger.step(playout.ledger, { _tag: "Rendered", until, latencyMs }) })

/** The player dropped its queue and continues at `resumesAt`. */
export const cleared = (playout: Playout, until: number, latencyMs: number, resumesAt: number): Playout => {
  const last = PlaybackLedger.step(playout.ledger, { _tag: "Rendered", until, latencyMs })
  return heard({ ...playout, ledger: PlaybackLedger.step(last, { _tag: "Cleared", until: resumesAt }) }, true)
}

/** Takes the heard samples from the ledger into the speeches. */
const heard = ({ ledger, speeches }: Playout, settle = false): Playout => {
  let changed: Map<string, Speech> | undefined
  for (const { heard: samples, itemId } of PlaybackLedger.accounts(ledger)) {
    const speech = speeches.get(itemId)
    if (speech === undefined) continue
    const heardMs = (samples * 1000) / rate
    const settled = settle || speech.settled
    if (heardMs === speech.heardMs && settled === speech.settled) continue
    changed ??= new Map(speeches)
    changed.set(itemId, { ...speech, heardMs, settled })
  }
  return { ledger, speeches: changed ?? speeches }
}
