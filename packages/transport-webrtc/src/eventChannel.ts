/**
 * The events of a call, as a connection over a data channel. A data channel closes without a code, so the code and the
 * reason travel before the close in a message of their own.
 */
import {
  type Codecs,
  type ConnectionLimits,
  makeConnection,
  type Wire,
  type WiredConnection
} from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type CloseReason, decodeClose, encodeClose, plainClose } from "./closeMessage.ts"

/** What a data channel brings. */
export interface ChannelWire extends Omit<Wire, "close" | "closeCode"> {
  /** Begins to close in order, after what was handed over. */
  readonly close: () => void
}

/** The connection over a data channel, and what the channel must call. */
export interface EventChannel<In, Out> extends Omit<WiredConnection<In, Out>, "events"> {
  readonly events: Omit<WiredConnection<In, Out>["events"], "closed"> & {
    /** The channel has closed in order. It does not matter which side began. */
    readonly closed: () => void
  }
}

/** Makes the connection over a data channel, as {@link makeConnection} does. */
export const makeEventChannel = <In, Out>(
  codecs: Codecs<In, Out>,
  limits: ConnectionLimits,
  channel: ChannelWire,
  key?: Option.Option<Redacted.Redacted<string>>
): Effect.Effect<EventChannel<In, Out>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const close = (code: number, reason: string) => {
      const message = encodeClose({ code, reason })
      if (message !== undefined && channel.unwritten() < Infinity) channel.write(message)
      channel.close()
    }
    const { connection, events, opened } = yield* makeConnection(codecs, limits, { ...channel, close }, key)
    /** Why the peer closes, once it said so. */
    let announced: CloseReason | undefined
    const closedAs = ({ code, reason }: CloseReason) => events.closed(code, reason)
    return {
      connection,
      opened,
      events: {
        ...events,
        text: (frame) => {
          const reason = decodeClose(frame)
          if (reason === undefined) return events.text(frame)
          announced = reason
          return true
        },
        closed: () => closedAs(announced ?? plainClose),
        lost: (error) => (announced === undefined ? events.lost(error) : closedAs(announced))
      }
    }
  })
