/** A speaker whose time belongs to the test, and what an ear heard of it. */
import { conversation, heardOf, roleOf, type SessionState, type Speaker } from "@antiphon/session"
import { isObject, kindOf } from "@antiphon/core/boundary"
import { earProblem, need, needMs, needSamples, refuse } from "../check.ts"
import { makeWaiting } from "../expect/deadline.ts"

/** What reached the ear. */
export interface Heard {
  readonly ms: number
  /** PCM16 mono, in the order in which it was played. */
  readonly samples: Int16Array
}

/** A speaker for tests. It plays nothing until `listen` says for how long. */
export interface Ear extends Speaker {
  /**
   * Plays this many ms, and waits until the app has queued them. Without a number it plays all that is queued now.
   * Returns what it played. Rejects after the deadline if the app queues less, and then plays nothing.
   */
  readonly listen: (ms?: number) => Promise<Heard>
  /** Returns all that was played. */
  readonly heard: () => Heard
  /** The ms that are queued and neither played nor dropped. */
  readonly queuedMs: number
}

/** Options of {@link makeEar}. */
export interface EarOptions {
  /** Hz. Defaults to 24,000. Use 8,000 for sessions that are set to G.711. */
  readonly rate?: number
  /** How long `listen` waits for sound. Defaults to 4000. */
  readonly timeoutMs?: number
}

/**
 * Makes a speaker that plays when the test says so. Nothing depends on a clock, so an interruption after 1200 ms is an
 * interruption after 1200 ms on every machine.
 *
 * @example
 * const ear = makeEar()
 * const session = await connect({ model: "gpt-realtime", url: server.url, speaker: ear })
 * await session.sendText("Hello.")
 * await ear.listen(1200)
 * await session.interrupt()
 */
export const makeEar = (options: EarOptions = {}): Ear => {
  refuse(makeEar, earProblem(options))
  const { rate = 24_000, timeoutMs } = options
  const perMs = rate / 1000
  const waiting = makeWaiting(timeoutMs)
  const queued = makeSamples()
  const played = makeSamples()
  let until = 0

  const position = () => ({ until, latencyMs: 0, given: queued.length() })
  const play = (samples: number): Heard => {
    const sound = queued.slice(until, until + samples)
    until += sound.length
    played.add(sound)
    return heardIn(sound, perMs)
  }
  const queue: Ear["queue"] = (samples) => {
    needSamples(queue, "queue of an ear", samples)
    queued.add(Int16Array.from(samples))
    waiting.changed()
  }
  const listen: Ear["listen"] = async (ms) => {
    if (ms === undefined) return play(queued.length() - until)
    needMs(listen, "listen", ms)
    const samples = Math.round(ms * perMs)
    const isQueued = () => (queued.length() - until >= samples ? true : undefined)
    await waiting.until(isQueued, (afterMs) => {
      const left = Math.round((queued.length() - until) / perMs)
      return `The app queued ${left} ms of sound within ${afterMs} ms. The test listens for ${ms} ms.`
    })
    return play(samples)
  }
  return {
    rate,
    queue,
    position,
    clear: async () => {
      const stopped = position()
      until = queued.length()
      return { ...stopped, resumesAt: until }
    },
    listen,
    heard: () => heardIn(played.slice(0, played.length()), perMs),
    get queuedMs() {
      return (queued.length() - until) / perMs
    }
  }
}

const heardIn = (samples: Int16Array, perMs: number): Heard => ({ ms: samples.length / perMs, samples })

/** Samples that grow. The array doubles, so that adding is linear in what is added. */
const makeSamples = () => {
  let samples = new Int16Array(24_000)
  let length = 0
  return {
    length: () => length,
    add: (more: Int16Array): void => {
      if (length + more.length > samples.length) {
        const larger = new Int16Array(Math.max(samples.length * 2, length + more.length))
        larger.set(samples)
        samples = larger
      }
      samples.set(more, length)
      length += more.length
    },
    slice: (from: number, to: number): Int16Array => samples.slice(from, Math.min(to, length))
  }
}

/** A message of a conversation. */
export interface Said {
  readonly role: string
  /** All its words. */
  readonly text: string
  /** The words that were heard, an estimate, if the message was interrupted. */
  readonly heard?: string
}

/**
 * Returns the conversation as both sides said it, first to last. A message that was interrupted also has the words that
 * were heard of it.
 *
 * @example
 * expect(said(session)).toEqual([
 *   { role: "user", text: "A soup, please." },
 *   { role: "assistant", text: "Your soup comes in five minutes.", heard: "Your soup comes in" }
 * ])
 */
export const said = (session: { readonly state: SessionState }): ReadonlyArray<Said> => {
  const given: unknown = session
  const isSession = isObject(given) && isObject(given["state"])
  need(said, isSession, `said takes the session that connect() gives, not ${kindOf(given)}`)
  return conversation(session.state).flatMap((item) => {
    const parts = [...item.parts].sort(([a], [b]) => a - b).map(([, part]) => part)
    const text = lines(parts.map((part) => part.text.text))
    if (text === "") return []
    const isWhole = parts.every(({ truncatedAtMs }) => truncatedAtMs === undefined)
    const heard = isWhole ? {} : { heard: lines(parts.map((part) => heardOf(part).text)) }
    return [{ role: roleOf(item), text, ...heard }]
  })
}

const lines = (texts: ReadonlyArray<string>): string => texts.filter((text) => text !== "").join("\n")
