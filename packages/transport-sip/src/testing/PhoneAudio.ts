/** The audio of a phone. It sends a packet each 20 ms, and keeps what arrives. */
import { G711, type G711Law } from "@antiphon/audio"
import { buildRtp, isRtcp, makeSampleQueue, parseRtp } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import { keyPayload } from "../rtp/keys.ts"
import { due, packetSamples } from "../rtp/Sending.ts"

/** The payload type of the keys of a phone. */
const keysType = 101
/** The packets of one key, each 20 ms. */
const keyPackets = 5
/** The most that a phone keeps, in samples. It is ten minutes. */
const mostHeard = 8000 * 600

export interface PhoneAudio {
  readonly say: (samples: Int16Array) => void
  readonly press: (key: string) => void
  readonly heard: () => Int16Array
  readonly next: (isIt: (samples: Int16Array) => boolean) => Effect.Effect<Int16Array>
  readonly packet: (bytes: Uint8Array) => void
  readonly tick: (now: number) => void
}

export const makePhoneAudio = (law: G711Law, write: (packet: Uint8Array) => void): PhoneAudio => {
  const queue = makeSampleQueue()
  const keys: Array<string> = []
  const pieces: Array<Int16Array> = []
  const waiting = new Set<(samples: Int16Array) => void>()
  let [sequence, timestamp, length] = [65_500, 4_294_960_000, 0]
  let next: number | undefined
  /** The packets of the key that are still to be sent. */
  let left = 0

  const send = (payloadType: number, payload: Uint8Array, at: number, marker = false): void => {
    write(buildRtp({ payloadType, marker, sequence, timestamp: at, ssrc: 7, payload }))
    sequence = (sequence + 1) & 0xffff
  }
  const sendNext = (): void => {
    const [key] = keys
    if (key === undefined) {
      send(
        law === "audio/pcmu" ? 0 : 8,
        G711.encode(law, queue.take(packetSamples) ?? new Int16Array(packetSamples)),
        timestamp
      )
    } else {
      if (left === 0) left = keyPackets
      const sent = keyPackets - left + 1
      const began = (timestamp - (sent - 1) * packetSamples) >>> 0
      // The last packet is sent three times (RFC 4733 section 2.5.1.4).
      const times = left === 1 ? 3 : 1
      for (let time = 0; time < times; time++)
        send(keysType, keyPayload(key, sent * packetSamples, left === 1), began, sent === 1)
      left -= 1
      if (left === 0) keys.shift()
    }
    timestamp = (timestamp + packetSamples) >>> 0
  }
  return {
    say: queue.push,
    press: (key) => void keys.push(key),
    heard: () => {
      const all = new Int16Array(length)
      let at = 0
      for (const piece of pieces) {
        all.set(piece, at)
        at += piece.length
      }
      return all
    },
    next: (isIt) =>
      Effect.callback((resume) => {
        const stop = Effect.sync(() => waiting.delete(look))
        const look = (samples: Int16Array): void => {
          if (isIt(samples)) resume(Effect.as(stop, samples))
        }
        waiting.add(look)
        return stop
      }),
    packet: (bytes) => {
      const packet = isRtcp(bytes) ? undefined : parseRtp(bytes)
      if (packet === undefined) return
      const samples = G711.decode(law, G711.fromBytes(law, packet.payload))
      if (length < mostHeard) {
        pieces.push(samples)
        length += samples.length
      }
      for (const look of waiting) look(samples)
    },
    tick: (now) => {
      const work = due(next ?? now, now)
      for (let frame = 0; frame < work.frames; frame++) sendNext()
      next = work.next
    }
  }
}
