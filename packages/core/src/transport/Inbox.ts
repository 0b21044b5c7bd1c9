/**
 * The receiving half of a connection, for adapter authors. It is a bounded queue that exists from connect on, with one
 * end.
 */
import * as Arr from "effect/Array"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { Decoded, EventCodec } from "../wire/Vocabulary.ts"
import { ProtocolError } from "../wire/ProtocolError.ts"
import { makeMailbox } from "./Mailbox.ts"
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
    const mailbox = makeMailbox<string | Uint8Array, TransportError>(queueMicrotask)
    let error: TransportError | undefined
    let bytes = 0

    const end = (reason: TransportError) => {
      if (error !== undefined) return
      error = reason
      mailbox.end(Exit.fail(reason))
      Deferred.doneUnsafe(ended, Effect.succeed(reason))
    }
    const offer = (frame: string | Uint8Array): boolean => {
      if (error !== undefined) return false
      const events = mailbox.size() + 1
      bytes += frame.length
      if (events > limits.maxEvents || bytes > limits.maxBytes) {
        const limit = `${limits.maxEvents} events or ${limits.maxBytes} bytes`
        end(TransportError.overflow({ events, bytes, limit }))
        return false
      }
      mailbox.push(frame)
      return true
    }
    const decode = (frame: string | Uint8Array): Decoded<In> =>
      typeof frame === "string"
        ? codec.decode(frame)
        : { _tag: "Malformed", error: new ProtocolError({ reason: "Binary", raw: frame }) }
    const take = Effect.map(mailbox.take, (frames) => {
      bytes = 0
      taken()
      return Arr.map(frames, decode)
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
