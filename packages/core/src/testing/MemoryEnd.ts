/** One end of an in-memory wire, with the connection and what the wire calls when something arrives. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { type Codecs, connectionLimits, type ConnectionOptions } from "../transport/ConnectionOptions.ts"
import { makeConnection } from "../transport/makeConnection.ts"
import type { Connection } from "../transport/Transport.ts"
import { type TransportError } from "../transport/TransportError.ts"
import type { Wire } from "../transport/Wire.ts"
import type { Lane } from "./Lane.ts"
import { makeMemoryMedia } from "./MemoryMedia.ts"

/** A text frame, a binary frame, or the close that ends a direction. */
export type Frame = string | Uint8Array | { readonly code: number; readonly reason: string }

/**
 * What one end can be set to. The defaults are those of the real adapters. Bytes are unwritten while delayed or
 * stalled.
 */
export interface EndOptions extends ConnectionOptions {
  /** `tracks` gives each end {@link Media} of 24 kHz. Defaults to `events`. */
  readonly audio?: "events" | "tracks"
}

/** One end, owned by a scope of its own. */
export interface End<In, Out> {
  readonly connection: Connection<In, Out>
  readonly scope: Scope.Closeable
  readonly receive: (frame: Frame) => void
  readonly receiveSamples: (samples: Int16Array) => void
  readonly drained: () => void
  /** Ends this end. The other end is not informed. */
  readonly lose: (error: TransportError) => void
}

export const makeEnd = <In, Out>(
  codecs: Codecs<In, Out>,
  options: EndOptions,
  lanes: { readonly frames: () => Lane<Frame>; readonly samples: () => Lane<Int16Array> }
): Effect.Effect<End<In, Out>> =>
  Effect.gen(function* () {
    const { audio = "events" } = options
    const limits = connectionLimits(options)
    const scope = yield* Scope.make()
    let ended: TransportError | undefined
    const memoryMedia = yield* makeMemoryMedia({ lane: lanes.samples, endedWith: () => ended })

    const wire: Wire = {
      unwritten: () => lanes.frames().unwritten(),
      write: (frame) => lanes.frames().write(frame),
      maxMessageBytes: () => Infinity,
      close: (code, reason) => {
        lanes.frames().write({ code, reason })
        events.closed(code, reason)
      },
      ending: (error) => {
        ended = error
        memoryMedia.end(error)
      },
      release: Effect.void
    }
    const { connection, events } = yield* Scope.provide(makeConnection(codecs, limits, wire), scope)
    events.opened()
    return {
      connection: {
        ...connection,
        capabilities: { audio, maxEventBytes: limits.maxEventBytes, deadPeer: "drain" },
        callId: Option.none(),
        media: audio === "tracks" ? Option.some(memoryMedia.media) : Option.none()
      },
      scope,
      receive: (frame) => {
        if (typeof frame === "string") events.text(frame)
        else if (frame instanceof Uint8Array) events.binary(frame)
        else events.closed(frame.code, frame.reason)
      },
      receiveSamples: memoryMedia.receive,
      drained: events.drained,
      lose: events.lost
    }
  })
