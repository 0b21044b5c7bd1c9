/**
 * The receiving half of a connection, for adapter authors. It is a bounded queue that exists from connect on, with one
 * end.
 */
import * as Arr from "effect/Array"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Decoded, EventCodec } from "../wire/Vocabulary.ts"
import { ProtocolError } from "../wire/ProtocolError.ts"
import { TransportError } from "./TransportError.ts"

/** How much may wait unread before a connection ends with `Overflow`. */
export interface InboxLimits {
  /** How many events may wait unread. */
  readonly maxEvents: number
  /** How many bytes of events may wait unread. */
  readonly maxBytes: number
}

/** About 15 minutes of audio deltas. A consumer this far behind will not catch up. */
export const defaultInboxLimits: InboxLimits = { maxEvents: 16_384, maxBytes: 64 * 1024 * 1024 }

export interface Inbox<In> {
  /**
   * Takes a text frame from the wire. Returns false if the bound was passed. The inbox has then ended, so close the
   * wire.
   */
  readonly text: (frame: string) => boolean
  /** Takes a binary frame, which is delivered as `Malformed`. */
  readonly binary: (frame: Uint8Array) => boolean
  /** Ends the inbox after what it holds. The first end counts, later ones are ignored. */
  readonly end: (error: TransportError) => void
  /** Returns the error of the end, or `undefined` while open. */
  readonly endedWith: () => TransportError | undefined
  readonly ended: Effect.Effect<TransportError>
  readonly incoming: Stream.Stream<Decoded<In>, TransportError>
}

/**
 * Makes the inbox of a connection. Frames are decoded where they are consumed, not in the socket's callback. `taken` is
 * called when the reader takes all that the inbox holds.
 */
export const makeInbox = <In>(
  codec: EventCodec<In>,
  limits: InboxLimits,
  taken: () => void = () => {}
): Effect.Effect<Inbox<In>> =>
  Effect.sync(() => {
    const ended = Deferred.makeUnsafe<TransportError>()
    /** Wakes of the readers that wait. */
    const readers = new Set<() => void>()
    let frames: Array<string | Uint8Array> = []
    let error: TransportError | undefined
    let bytes = 0
    let isWaking = false

    const wake = () => {
      isWaking = false
      for (const read of readers) {
        if (frames.length === 0 && error === undefined) break
        read()
      }
    }
    const end = (reason: TransportError) => {
      if (error !== undefined) return
      error = reason
      if (frames.length === 0) wake()
      Deferred.doneUnsafe(ended, Effect.succeed(reason))
    }
    const offer = (frame: string | Uint8Array): boolean => {
      if (error !== undefined) return false
      bytes += frame.length
      if (frames.length >= limits.maxEvents || bytes > limits.maxBytes) {
        const limit = `${limits.maxEvents} events or ${limits.maxBytes} bytes`
        end(TransportError.overflow({ events: frames.length + 1, bytes, limit }))
        return false
      }
      frames.push(frame)
      // Frames that came together are read together, and never within the call that brings them.
      if (readers.size > 0 && !isWaking) {
        isWaking = true
        queueMicrotask(wake)
      }
      return true
    }
    const decode = (frame: string | Uint8Array): Decoded<In> =>
      typeof frame === "string"
        ? codec.decode(frame)
        : { _tag: "Malformed", error: new ProtocolError({ reason: "Binary", raw: frame }) }

    const take: Effect.Effect<Arr.NonEmptyArray<Decoded<In>>, TransportError> = Effect.suspend(() => {
      const all = frames
      if (Arr.isArrayNonEmpty(all)) {
        frames = []
        bytes = 0
        taken()
        return Effect.succeed(Arr.map(all, decode))
      }
      return error === undefined ? Effect.flatMap(some, () => take) : Effect.fail(error)
    })
    /** Waits for a frame or the end. */
    const some = Effect.callback<void>((resume) => {
      const read = () => {
        readers.delete(read)
        resume(Effect.void)
      }
      readers.add(read)
      return Effect.sync(() => readers.delete(read))
    })

    return {
      text: offer,
      binary: offer,
      end,
      endedWith: () => error,
      ended: Deferred.await(ended),
      incoming: Stream.fromPull(Effect.succeed(take))
    }
  })
