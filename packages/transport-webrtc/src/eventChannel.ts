/** The events of a call: what a data channel is to the transport contract, whatever it is made of. */
import { bytesOver, Closed, closeFrame, type Connection, Dead, makeHighWater, makeInbox, redact } from "@antiphon/core"
import { TooLarge, TransportError, type TransportErrorReason } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type CloseReason, decodeClose, encodeClose, plainClose } from "./closeMessage.ts"
import type { CallLimits, Codecs } from "./options.ts"

/** What the transport asks of a data channel. Nothing here throws. */
export interface ChannelWire {
  /** Bytes handed over and not yet written; `Infinity` once nothing more can be handed over. */
  readonly unwritten: () => number
  readonly send: (frame: string) => void
  /** Bytes that the peer takes in one message (`a=max-message-size`), as known now. */
  readonly maxMessageBytes: () => number
  /** Begins to close in order, after what was handed over; where the channel never opened, tells `closed` or `lost`. */
  readonly close: () => void
  /** The connection has ended: no sound leaves from here on, and those who wait for sound are told. */
  readonly onEnd: (error: TransportError) => void
  /** Lets everything go that the call holds. Run once: when the channel has closed, or did not by its deadline. */
  readonly release: Effect.Effect<void>
}

/** The receiving ends of a data channel's callbacks, and the connection made of them. */
export interface EventChannel<In, Out> {
  readonly connection: Pick<Connection<In, Out>, "incoming" | "send" | "close" | "ended">
  readonly text: (frame: string) => void
  readonly binary: (frame: Uint8Array) => void
  /** Bytes left: senders look again. */
  readonly drained: () => void
  /** The channel has closed in order, whoever began. */
  readonly closed: () => void
  /** The channel is gone and will never close in order. */
  readonly lost: (reason: TransportErrorReason) => void
}

const fail = (reason: TransportErrorReason) => new TransportError({ reason })

/**
 * Makes the connection over a wire. The scope owns it: closing the scope closes the connection and releases the wire. `key`
 * is the one that the peer was sent: no end of the connection quotes it.
 */
export const makeEventChannel = <In, Out>(
  { incoming, outgoing }: Codecs<In, Out>,
  limits: CallLimits,
  wire: ChannelWire,
  key: Option.Option<Redacted.Redacted<string>> = Option.none()
): Effect.Effect<EventChannel<In, Out>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox(incoming, limits.inbox)
    const gone = yield* Deferred.make<void>()
    const released = yield* Deferred.make<void>()
    /** Why the peer closes, once it said so. */
    let said: CloseReason | undefined

    const ended = (error: TransportError) => {
      wire.onEnd(error)
      gate.drained()
    }
    const end = (reason: TransportErrorReason) => {
      if (inbox.endedWith() !== undefined) return
      const error = fail(reason)
      inbox.end(error)
      ended(error)
    }
    const hangUp = (reason: CloseReason) => {
      const message = encodeClose(reason)
      if (message !== undefined && wire.unwritten() < Infinity) wire.send(message)
      wire.close()
    }
    const abandon = (reason: TransportErrorReason, code: number) => {
      end(reason)
      hangUp(closeFrame(code, reason._tag))
    }
    /** Where the inbox refused: it has ended with `Overflow`. */
    const overflowed = () => {
      const error = inbox.endedWith()
      if (error === undefined) return
      ended(error)
      hangUp(closeFrame(1008, error.reason._tag))
    }
    const gate = makeHighWater({
      mark: limits.highWaterBytes,
      unwritten: wire.unwritten,
      endedWith: inbox.endedWith,
      drain: {
        deadline: limits.drainMs,
        dead: () => abandon(new Dead({ detail: `it took nothing for ${limits.drainMs} ms` }), 1008)
      }
    })
    const close = (code = 1000, reason = "") =>
      Effect.suspend(() => {
        if (inbox.endedWith() === undefined) {
          const frame = closeFrame(code, reason)
          end(new Closed({ ...frame, by: "local" }))
          hangUp(frame)
        }
        return Deferred.await(released)
      })

    yield* inbox.ended.pipe(
      Effect.andThen(Effect.timeoutOption(Deferred.await(gone), limits.closeMs)),
      Effect.andThen(wire.release),
      Effect.andThen(Deferred.succeed(released, undefined)),
      Effect.forkScoped
    )
    yield* Effect.addFinalizer(() => close())
    return {
      connection: {
        incoming: inbox.incoming,
        send: (event) =>
          Effect.suspend(() => {
            const frame = outgoing.encode(event)
            const limitBytes = Math.min(limits.maxEventBytes, wire.maxMessageBytes())
            const bytes = bytesOver(frame, limitBytes)
            return bytes === undefined
              ? gate.send(() => wire.send(frame))
              : fail(new TooLarge({ limitBytes, bytes, direction: "outgoing" }))
          }),
        close,
        ended: inbox.ended
      },
      text: (frame) => {
        if (inbox.endedWith() !== undefined) return
        const reason = decodeClose(frame)
        if (reason !== undefined) {
          // No longer than one that a WebSocket carries, whatever was sent.
          said = { code: reason.code, reason: redact(closeFrame(1000, reason.reason).reason, key) }
          return
        }
        const limitBytes = limits.maxEventBytes
        const bytes = bytesOver(frame, limitBytes)
        if (bytes !== undefined) return abandon(new TooLarge({ limitBytes, bytes, direction: "incoming" }), 1009)
        if (!inbox.text(frame)) overflowed()
      },
      binary: (frame) => {
        if (inbox.endedWith() === undefined && !inbox.binary(frame)) overflowed()
      },
      drained: gate.drained,
      closed: () => {
        end(new Closed({ ...(said ?? plainClose), by: "remote" }))
        Deferred.doneUnsafe(gone, Effect.void)
      },
      lost: (reason) => {
        end(said === undefined ? reason : new Closed({ ...said, by: "remote" }))
        Deferred.doneUnsafe(gone, Effect.void)
      }
    }
  })
