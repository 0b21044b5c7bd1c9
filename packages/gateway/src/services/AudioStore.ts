/** The sound of sessions, in segments beside the log. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** The bytes that one segment may have at most. */
export const maxSegmentBytes = 480_000

/** One stretch of sound. */
export interface AudioSegment {
  readonly sid: Token
  /** `in` is the user, `out` the assistant. */
  readonly direction: "in" | "out"
  /** The epoch of the claim that wrote it, and the number of the segment in it, from 0. */
  readonly epoch: number
  readonly n: number
  /** E.g. `audio/pcm`. */
  readonly format: string
  readonly bytes: Uint8Array
}

/** Names a segment. */
export type SegmentName = Omit<AudioSegment, "bytes" | "format">

export class AudioStore extends Context.Service<
  AudioStore,
  {
    /**
     * Writes a segment. A second write of the same name changes nothing. The caller reuses the bytes as soon as this has
     * ended.
     */
    readonly put: (segment: AudioSegment) => Effect.Effect<void, EngineUnavailable>
    /** The names of a session's segments, by direction, epoch and number. */
    readonly list: (sid: Token) => Effect.Effect<ReadonlyArray<SegmentName>, EngineUnavailable>
    /** Returns a segment, or `undefined` if there is none. */
    readonly get: (name: SegmentName) => Effect.Effect<AudioSegment | undefined, EngineUnavailable>
    readonly erase: (sid: Token) => Effect.Effect<void, EngineUnavailable>
  }
>()("@antiphon/gateway/AudioStore") {}
