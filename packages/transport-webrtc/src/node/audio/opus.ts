/**
 * The codec of the audio track, Opus (RFC 6716) of 24 kHz mono in frames of 20 ms. libopus resamples by itself between
 * that and the 48 kHz of the RTP clock, so there is no resampler here.
 */
import type { TransportError } from "@antiphon/core"
import { frameMs } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import { optional } from "../optional.ts"

/** Samples per second at both ends of the codec. */
export const sampleRate = 24_000

/** Samples of a frame. */
export const frameSamples = (sampleRate * frameMs) / 1000

/**
 * The ticks that a frame adds to an RTP timestamp. The clock runs at 48 kHz at any rate of the codec (RFC 7587 section
 * 4.1).
 */
export const frameTicks = 960

/** One direction's encoder. */
export interface Encoder {
  /** The packet of exactly {@link frameSamples} samples. */
  readonly encode: (frame: Int16Array) => Uint8Array
  readonly free: () => void
}

/** The decoder of one direction. It decodes, recovers or conceals each frame of the track in order. */
export interface Decoder {
  /** Returns the samples of a packet, 2.5 to 120 ms of them, or `undefined` if it is not Opus. */
  readonly decode: (packet: Uint8Array) => Int16Array | undefined
  /** A lost frame, from the copy of it that the packet after it may carry, else concealed. */
  readonly recover: (next: Uint8Array) => Int16Array
  /** Returns a guess of a lost frame from the frames before. Several in a row fade out. */
  readonly conceal: () => Int16Array
  readonly free: () => void
}

export interface Codec {
  readonly encoder: Effect.Effect<Encoder>
  readonly decoder: Effect.Effect<Decoder>
}

const format = { sampleRate, channels: 1 } as const

/** The bits per second, for speech of good quality with a redundant copy of each frame. */
const bitrate = 32_000

/** What the copies are made for, in percent of packets lost. */
const expectedLoss = 5

/** Of 10. Above it the sound gains nothing that is heard in speech, and costs up to twice the work. */
const complexity = 5

/** libopus as WebAssembly, an optional peer. */
export const codec: Effect.Effect<Codec, TransportError> = Effect.map(
  optional("libopus-wasm", () => import("libopus-wasm")),
  (opus) => ({
    encoder: Effect.promise(async () => {
      const encoder = await opus.createEncoder({
        ...format,
        application: opus.Application.Voip,
        signal: opus.Signal.Voice,
        frameSize: frameSamples,
        bitrate,
        complexity,
        fec: true,
        packetLossPercent: expectedLoss
      })
      return { encode: (frame) => encoder.encode(frame), free: () => encoder.free() }
    }),
    decoder: Effect.promise(async () => {
      const decoder = await opus.createDecoder(format)
      const conceal = () => decoder.decodePacketLoss(frameSamples)
      const attempt = <A>(decode: () => Int16Array, otherwise: A): Int16Array | A => {
        // A packet comes from the network. libopus throws if it is not Opus.
        try {
          return decode()
        } catch {
          return otherwise
        }
      }
      return {
        decode: (packet) => attempt(() => decoder.decode(packet), undefined),
        recover: (next) =>
          attempt(() => decoder.decode(next, { decodeFec: true, frameSize: frameSamples }), undefined) ?? conceal(),
        conceal,
        free: () => decoder.free()
      }
    })
  })
)
