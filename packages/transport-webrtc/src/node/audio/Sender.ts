/**
 * From samples to packets. Samples that wait are split into frames, and each is sent when it is due. If none wait,
 * silence is sent.
 */
import { buildRtp, frameMs, framesDue, makeSampleQueue, type SampleQueue } from "@antiphon/core/transport"
import { type Encoder, frameSamples, frameTicks } from "./opus.ts"

/** The lag, in ms, up to which late frames are sent at once. The far end has long begun to conceal more than that. */
export const maxLagMs = 500

/** Frames of silence after which the encoder gives the same packet again and again. */
const settled = 20

export interface Sender {
  readonly queue: Pick<SampleQueue, "size" | "push" | "clear">
  /** Sends what is due at `now`, in ms. */
  readonly tick: (now: number) => void
  readonly counts: () => { readonly packets: number; readonly bytes: number }
  /** The RTP timestamp of a moment, in ms. */
  readonly timestampAt: (now: number) => number
  /** The last frame sent. */
  readonly last: () => Int16Array
}

export interface SenderOptions {
  readonly encoder: Encoder
  readonly payloadType: number
  /** The SSRC of the stream. */
  readonly ssrc: number
  readonly write: (packet: Uint8Array) => void
  /** Returns numbers from 0 to 1. Sequence and timestamp begin anywhere (RFC 3550 section 5.1). */
  readonly random: () => number
}

/** Ticks of the RTP clock in a ms. */
const ticksPerMs = frameTicks / frameMs

const silence = new Int16Array(frameSamples)

export const makeSender = ({ encoder, payloadType, random, ssrc, write }: SenderOptions): Sender => {
  const queue = makeSampleQueue()
  const counts = { packets: 0, bytes: 0 }
  let sequence = Math.floor(random() * 0x10000)
  let timestamp = Math.floor(random() * 0x1_0000_0000)
  /** The moment at which the next frame is due. The first is due at once. */
  let next: number | undefined
  /** Frames of silence just sent, and the packet of the last. */
  let quiet = 0
  let still: Uint8Array | undefined
  let last: Int16Array = silence

  /** A call is silent most of the time, and silence that has settled need not be encoded again. */
  const packetOf = (frame: Int16Array | undefined): Uint8Array => {
    quiet = frame === undefined ? quiet + 1 : 0
    if (frame === undefined && still !== undefined) return still
    const packet = encoder.encode(frame ?? silence)
    still = quiet >= settled ? packet : undefined
    return packet
  }
  const send = (marker: boolean) => {
    const frame = queue.take(frameSamples)
    last = frame ?? silence
    const payload = packetOf(frame)
    write(buildRtp({ payloadType, marker, sequence, timestamp, ssrc, payload }))
    sequence = (sequence + 1) & 0xffff
    timestamp = (timestamp + frameTicks) >>> 0
    counts.packets += 1
    counts.bytes += payload.length
  }
  return {
    queue,
    tick: (now) => {
      const work = framesDue(next ?? now, now, maxLagMs)
      timestamp = (timestamp + work.skipped * frameTicks) >>> 0
      for (let frame = 0; frame < work.frames; frame++) send(frame === 0 && (work.skipped > 0 || counts.packets === 0))
      next = work.next
    },
    counts: () => ({ ...counts }),
    timestampAt: (now) => (timestamp + Math.round((now - (next ?? now)) * ticksPerMs)) >>> 0,
    last: () => last
  }
}
