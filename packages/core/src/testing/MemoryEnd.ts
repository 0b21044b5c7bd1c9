/** One end of an in-memory wire: the connection, and what the wire calls when something arrives. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Duration from "effect/Duration"
import { bytesOver, closeFrame } from "../transport/Frame.ts"
import { defaultHighWaterBytes, makeHighWater } from "../transport/HighWater.ts"
import { defaultInboxLimits, type InboxLimits, makeInbox } from "../transport/Inbox.ts"
import type { Connection } from "../transport/Transport.ts"
import { Closed, Dead, TooLarge, type TransportError, transportError } from "../transport/TransportError.ts"
import type { EventCodec } from "../wire/Vocabulary.ts"
import type { Lane } from "./Lane.ts"
import { makeMemoryMedia } from "./MemoryMedia.ts"

/** What travels: a text frame, a binary frame, or the close that ends a direction. */
export type Frame = string | Uint8Array | { readonly code: number; readonly reason: string }

/** The vocabulary of one end: what it receives and what it sends. */
export interface Codecs<In, Out> {
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
}

/** What one end can be set to; the defaults are those of the real adapters. */
export interface EndOptions {
  /** `tracks` gives each end {@link Media} of 24 kHz; default `events`. */
  readonly audio?: "events" | "tracks"
  /** Bytes of UTF-8 that an event may have; default 16 MiB. */
  readonly maxEventBytes?: number
  /** Unwritten bytes at which `send` waits; default 1 MiB. Bytes are unwritten while delayed or stalled. */
  readonly highWaterBytes?: number
  readonly inbox?: InboxLimits
  /** How long a waiting sender bears that nothing leaves before the connection ends with `Dead`; default 30 s. */
  readonly drainDeadline?: Duration.Input
}

export interface End<In, Out> {
  readonly connection: Connection<In, Out>
  readonly receive: (frame: Frame) => void
  readonly receiveSamples: (samples: Int16Array) => void
  readonly drained: () => void
  /** Ends this end without a word to the other. */
  readonly end: (error: TransportError) => void
}

export const makeEnd = <In, Out>(
  codecs: Codecs<In, Out>,
  options: EndOptions,
  lanes: { readonly frames: () => Lane<Frame>; readonly samples: () => Lane<Int16Array> }
): Effect.Effect<End<In, Out>> =>
  Effect.gen(function* () {
    const { audio = "events", maxEventBytes = 16 * 1024 * 1024 } = options
    const inbox = yield* makeInbox(codecs.incoming, options.inbox ?? defaultInboxLimits)
    const memoryMedia = yield* makeMemoryMedia({ lane: lanes.samples, endedWith: inbox.endedWith })

    const gate = makeHighWater({
      mark: options.highWaterBytes ?? defaultHighWaterBytes,
      unwritten: () => lanes.frames().unwritten(),
      endedWith: inbox.endedWith,
      drain: {
        deadline: options.drainDeadline ?? "30 seconds",
        dead: () => end(transportError(new Dead({ detail: "what was sent did not leave" })))
      }
    })
    const end = (error: TransportError) => {
      inbox.end(error)
      memoryMedia.end(inbox.endedWith() ?? error)
      gate.drained()
    }
    /** Ends this end with `error` and tells the other by a close frame. */
    const abandon = (error: TransportError, code: number) => {
      lanes.frames().write(closeFrame(code, error.message))
      end(error)
    }

    const receiveText = (frame: string) => {
      const bytes = bytesOver(frame, maxEventBytes)
      if (bytes === undefined) return inbox.text(frame)
      end(transportError(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "incoming" })))
      return false
    }
    const receive = (frame: Frame) => {
      if (inbox.endedWith() !== undefined) return
      if (typeof frame !== "string" && !(frame instanceof Uint8Array)) {
        return end(transportError(new Closed({ ...frame, by: "remote" })))
      }
      if (typeof frame === "string" ? receiveText(frame) : inbox.binary(frame)) return
      const error = inbox.endedWith()
      if (error !== undefined) abandon(error, error.reason._tag === "TooLarge" ? 1009 : 1008)
    }

    return {
      connection: {
        incoming: inbox.incoming,
        send: (event) =>
          Effect.suspend(() => {
            const frame = codecs.outgoing.encode(event)
            const bytes = bytesOver(frame, maxEventBytes)
            return bytes === undefined
              ? gate.send(() => lanes.frames().write(frame))
              : transportError(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "outgoing" }))
          }),
        close: (code = 1000, reason = "") =>
          Effect.sync(() => {
            if (inbox.endedWith() !== undefined) return
            const frame = closeFrame(code, reason)
            lanes.frames().write(frame)
            end(transportError(new Closed({ ...frame, by: "local" })))
          }),
        ended: inbox.ended,
        capabilities: { audio, maxEventBytes, deadPeer: "drain" },
        callId: Option.none(),
        media: audio === "tracks" ? Option.some(memoryMedia.media) : Option.none()
      },
      receive,
      receiveSamples: memoryMedia.receive,
      drained: gate.drained,
      end
    }
  })
