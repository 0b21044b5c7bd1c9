/**
 * Puts the packets of a stream in order. The next packet is passed on at once, so that an even network costs no delay.
 * An early packet waits for those before it, as long as late packets have recently taken. Then the missing ones are
 * given up.
 */
import { type RtpPacket, sequenceAhead } from "./Rtp.ts"

/** A packet in its place, and how many before it never came in time. */
export interface Arrival {
  readonly packet: RtpPacket
  /** How many packets before this one are missing. */
  readonly lost: number
}

export interface JitterBuffer {
  /** Takes a packet that arrived at `now`, in ms, and gives what is in order by it. */
  readonly push: (packet: RtpPacket, now: number) => ReadonlyArray<Arrival>
  /** Gives what need not wait longer at `now`. To be asked every few ms. */
  readonly expire: (now: number) => ReadonlyArray<Arrival>
  readonly counts: () => JitterCounts
  /** How long an early packet waits now, in ms. */
  readonly targetMs: () => number
}

/** Packets, since the beginning. */
export interface JitterCounts {
  /** In order, whether or not they had to be put so. */
  readonly delivered: number
  /** Given up, of which some may have come late. */
  readonly lost: number
  /** Came after they had been given up, or a second time, and were dropped. */
  readonly dropped: number
}

/** The shortest, first and longest wait for late packets, in ms. */
export const waits = { least: 40, first: 60, most: 200 } as const

/** The most early packets that wait. They are a second of audio. */
export const maxHeld = 50

/** A jump of this many packets is a new beginning of the stream (RFC 3550 appendix A.1). */
const restart = 3000

/**
 * The part of the wait above its minimum that remains after each packet in order. Half of it is gone after 14 s of 20
 * ms packets.
 */
const relax = 0.999

interface Held {
  readonly packet: RtpPacket
  readonly since: number
}

export const makeJitterBuffer = (): JitterBuffer => {
  const held = new Map<number, Held>()
  const counts = { delivered: 0, lost: 0, dropped: 0 }
  let source: number | undefined
  /** The sequence number that is delivered next. */
  let next = 0
  let target: number = waits.first
  /** The last gap that was given up, with the number at its end and the moment at which its wait began. */
  let given: { readonly from: number; readonly to: number; readonly since: number } | undefined

  /** A packet came `ms` after one that should have followed it. Other packets may be as late. */
  const learn = (ms: number) => {
    target = Math.min(waits.most, Math.max(target, 1.25 * ms + 10))
  }
  const deliver = (held: Held, lost: number): Arrival => {
    next = (held.packet.sequence + 1) & 0xffff
    counts.delivered += 1
    counts.lost += lost
    target = waits.least + (target - waits.least) * relax
    return { packet: held.packet, lost }
  }
  const inOrder = (arrivals: Array<Arrival>) => {
    for (let one = held.get(next); one !== undefined; one = held.get(next)) {
      held.delete(next)
      arrivals.push(deliver(one, 0))
    }
  }
  /** How far the nearest early packet is ahead, and since when the first of them waits. */
  const gap = (): { readonly lost: number; readonly since: number } => {
    let [lost, since] = [Infinity, Infinity]
    for (const [sequence, one] of held) {
      lost = Math.min(lost, sequenceAhead(sequence, next))
      since = Math.min(since, one.since)
    }
    return { lost, since }
  }
  const giveUp = (arrivals: Array<Arrival>) => {
    const { lost, since } = gap()
    const at = (next + lost) & 0xffff
    const one = held.get(at)
    if (one === undefined) return
    held.delete(at)
    given = { from: next, to: at, since }
    arrivals.push(deliver(one, lost))
    inOrder(arrivals)
  }

  return {
    push: (packet, now) => {
      const arrivals: Array<Arrival> = []
      const ahead = sequenceAhead(packet.sequence, next)
      if (packet.ssrc !== source || Math.abs(ahead) >= restart) {
        while (held.size > 0) giveUp(arrivals)
        source = packet.ssrc
        given = undefined
        arrivals.push(deliver({ packet, since: now }, 0))
        return arrivals
      }
      if (ahead < 0) {
        const isGivenUp =
          given !== undefined &&
          sequenceAhead(packet.sequence, given.from) >= 0 &&
          sequenceAhead(packet.sequence, given.to) < 0
        if (isGivenUp && given !== undefined) learn(now - given.since)
        counts.dropped += 1
        return arrivals
      }
      if (held.has(packet.sequence)) {
        counts.dropped += 1
        return arrivals
      }
      if (ahead === 0 && held.size > 0) learn(now - gap().since)
      held.set(packet.sequence, { packet, since: now })
      inOrder(arrivals)
      while (held.size > maxHeld) giveUp(arrivals)
      return arrivals
    },
    expire: (now) => {
      if (held.size === 0) return []
      const arrivals: Array<Arrival> = []
      while (held.size > 0 && now - gap().since >= target) giveUp(arrivals)
      return arrivals
    },
    counts: () => ({ ...counts }),
    targetMs: () => target
  }
}
