/** The audio of a call without its socket. This side exchanges samples, and the wire exchanges packets. */
import { G711 } from "@antiphon/audio"
import {
  type Arrival,
  buildRtp,
  isRtcp,
  makeJitterBuffer,
  makeSampleQueue,
  parseRtp,
  type RtpPacket,
  type SampleQueue
} from "@antiphon/core/transport"
import * as Result from "effect/Result"
import { type Malformed, malformed } from "../message/SipMessage.ts"
import { type Agreed, receives, sends } from "../sdp/negotiate.ts"
import { type KeyState, pressed } from "./keys.ts"
import { due, packetSamples } from "./Sending.ts"
import * as Timeline from "./Timeline.ts"

/** Samples per second of a call. */
export const sampleRate = 8000

export interface Source {
  readonly address: string
  readonly port: number
}

export interface Track {
  readonly queue: Pick<SampleQueue, "size" | "push" | "clear">
  /** Says what the packets are from now on. Nothing is sent before that. */
  readonly agree: (agreed: Agreed) => void
  /** Takes a datagram that came at `now`, in ms. Fails if it is none of this call's packets. */
  readonly packet: (bytes: Uint8Array, from: Source, now: number) => Result.Result<void, Malformed>
  /** Sends what is due at `now`, and gives up packets that are too late. */
  readonly tick: (now: number) => void
  /** Whether the caller is to send audio. On hold it does not. */
  readonly isReceiving: () => boolean
}

export interface TrackOptions {
  readonly write: (packet: Uint8Array, to: Source) => void
  readonly onSamples: (samples: Int16Array) => void
  readonly onKey: (key: string) => void
  /** Returns numbers from 0 to 1. Sequence, timestamp and source begin anywhere (RFC 3550 section 5.1). */
  readonly random: () => number
}

const silence = new Int16Array(packetSamples)

export const makeTrack = ({ onKey, onSamples, random, write }: TrackOptions): Track => {
  const queue = makeSampleQueue()
  const jitter = makeJitterBuffer()
  const ssrc = Math.floor(random() * 0x1_0000_0000)
  let sequence = Math.floor(random() * 0x1_0000)
  let timestamp = Math.floor(random() * 0x1_0000_0000)
  let agreed: Agreed | undefined
  let next: number | undefined
  let isFirst = true
  let timeline = Timeline.begin
  let keys: KeyState | undefined

  const send = (to: Agreed): void => {
    const payload = G711.encode(to.law, queue.take(packetSamples) ?? silence)
    write(buildRtp({ payloadType: to.payloadType, marker: isFirst, sequence, timestamp, ssrc, payload }), to)
    isFirst = false
    sequence = (sequence + 1) & 0xffff
    timestamp = (timestamp + packetSamples) >>> 0
  }
  const deliver = (arrivals: ReadonlyArray<Arrival>): void => {
    for (const { packet } of arrivals) take(packet)
  }
  const take = (packet: RtpPacket): void => {
    if (packet.payloadType === agreed?.keysType) {
      const step = pressed(keys, packet)
      keys = step.state
      if (step.key !== undefined) onKey(step.key)
    } else if (packet.payloadType === agreed?.payloadType) {
      const step = Timeline.play(timeline, packet, agreed.law)
      timeline = step.state
      for (const samples of step.samples) onSamples(samples)
    }
  }
  return {
    queue,
    agree: (given) => {
      agreed = given
    },
    packet: (bytes, from, now) => {
      if (agreed === undefined || from.address !== agreed.address || from.port !== agreed.port) {
        return Result.fail(malformed(`a packet came from ${from.address}:${from.port}, which is not the caller`))
      }
      if (isRtcp(bytes)) return Result.fail(malformed("a packet is RTCP"))
      const packet = parseRtp(bytes)
      if (packet === undefined) return Result.fail(malformed("a packet is no RTP, or is cut off"))
      if (packet.payloadType !== agreed.payloadType && packet.payloadType !== agreed.keysType) {
        return Result.fail(malformed(`a packet has the payload type ${packet.payloadType}`))
      }
      deliver(jitter.push(packet, now))
      return Result.succeed(undefined)
    },
    tick: (now) => {
      deliver(jitter.expire(now))
      if (agreed === undefined || !sends(agreed.direction)) {
        next = undefined
        return
      }
      const work = due(next ?? now, now)
      timestamp = (timestamp + work.skipped * packetSamples) >>> 0
      isFirst ||= work.skipped > 0
      for (let frame = 0; frame < work.frames; frame++) send(agreed)
      next = work.next
    },
    isReceiving: () => agreed !== undefined && receives(agreed.direction)
  }
}
