/**
 * The lifecycle of a connection, for adapter authors. An adapter fills a {@link Wire} and calls {@link WireEvents}. The
 * size checks, the bounds, back-pressure, the close and its deadline, and the one end are made here.
 */
/* oxlint-disable eslint/max-lines-per-function -- the ways to an end share one state and read best side by side */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Codecs, ConnectionLimits } from "./ConnectionOptions.ts"
import { makeEnding } from "./Ending.ts"
import { bytesOver, closeFrame } from "./Frame.ts"
import { makeHighWater } from "./HighWater.ts"
import { makeInbox } from "./Inbox.ts"
import { redactLoose } from "../redaction/redactLoose.ts"
import { redact } from "./redact.ts"
import type { Connection } from "./Transport.ts"
import { TransportError } from "./TransportError.ts"
import type { Wire, WireEvents } from "./Wire.ts"

/** A connection over a wire, and what the wire must call. */
export interface WiredConnection<In, Out> {
  readonly connection: Pick<Connection<In, Out>, "incoming" | "send" | "close" | "ended">
  readonly events: WireEvents
  /** Waits for `events.opened()`. Fails with the error that the connection ended with before that. */
  readonly opened: Effect.Effect<void, TransportError>
}

/**
 * Makes a connection over a wire. The scope owns it. Closing the scope closes the connection with 1000 and releases the
 * wire.
 *
 * A close from this side fails senders at once. What the peer sends until the wire has closed is still delivered. The
 * wire is released once it has closed, or after the close deadline. A wire that never opened, or whose peer is dead, is
 * released at once. `key` is the key that the peer was sent. No reason of a close quotes it.
 */
export const makeConnection = <In, Out>(
  { incoming, outgoing }: Codecs<In, Out>,
  limits: ConnectionLimits,
  wire: Wire,
  key: Option.Option<Redacted.Redacted<string>> = Option.none()
): Effect.Effect<WiredConnection<In, Out>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox(incoming, limits.inbox, wire.taken)
    const opened = yield* Deferred.make<void, TransportError>()
    const ending = yield* makeEnding({ wire, closeMs: limits.closeMs, onRelease: () => end(closing ?? lost) })
    /** The error of this side's own close, from the moment that it begins to close. */
    let closing: TransportError | undefined

    /** Nothing more is sent from here on. */
    const stopSending = (error: TransportError) => {
      Deferred.doneUnsafe(opened, Effect.fail(error))
      ending.begin(error)
      highWater.drained()
    }
    const end = (error: TransportError) => {
      inbox.end(closing ?? error)
      stopSending(closing ?? error)
    }
    const abort = (error: TransportError) => {
      if (inbox.endedWith() !== undefined) return
      end(error)
      hangUp(error)
    }
    const hangUp = (error: TransportError) => {
      if (closing !== undefined) return
      const { code, reason } = closeFrame(codeOf(error), wordsOf(error))
      wire.close(wire.closeCode?.(code) ?? code, reason)
    }
    /** Passes on whether the inbox kept a frame. An inbox that did not has ended with `Overflow`. */
    const kept = (isKept: boolean): boolean => {
      const error = inbox.endedWith()
      if (isKept || error === undefined) return isKept
      stopSending(error)
      hangUp(error)
      return false
    }
    const highWater = makeHighWater({
      mark: limits.highWaterBytes,
      unwritten: wire.unwritten,
      endedWith: () => closing ?? inbox.endedWith(),
      drain: {
        deadline: limits.drainMs,
        dead: () => {
          // A close does not reach a peer that takes nothing, so the release does not wait for an answer.
          ending.gone()
          abort(TransportError.dead({ detail: `it read nothing for ${limits.drainMs} ms` }))
        }
      }
    })
    const beginClose = (code: number, reason: string) => {
      const isOpen = Deferred.isDoneUnsafe(opened)
      // The code and the reason of a peer that has begun to close are on their way.
      if (isOpen && wire.unwritten() === Infinity) return ending.beginDeadline()
      const frame = closeFrame(code, reason)
      const sent = wire.closeCode?.(frame.code) ?? frame.code
      closing = TransportError.closed({ code: sent, reason: frame.reason, by: "local" })
      if (!isOpen) ending.gone()
      wire.close(sent, frame.reason)
      stopSending(closing)
    }
    const close = (code = 1000, reason = "") =>
      Effect.suspend(() => {
        if (closing === undefined && inbox.endedWith() === undefined) beginClose(code, reason)
        return ending.released
      })
    yield* Effect.addFinalizer(() => close())

    return {
      opened: Deferred.await(opened),
      connection: {
        incoming: inbox.incoming,
        send: (event) =>
          Effect.suspend(() => {
            const frame = outgoing.encode(event)
            const error = tooLarge(frame, Math.min(limits.maxEventBytes, wire.maxMessageBytes()), "outgoing")
            return error ?? highWater.send(() => wire.write(frame))
          }),
        close,
        ended: inbox.ended
      },
      events: {
        opened: () => Deferred.doneUnsafe(opened, Effect.void),
        text: (frame) => {
          if (inbox.endedWith() !== undefined) return false
          const error = tooLarge(frame, limits.maxEventBytes, "incoming")
          if (error === undefined) return kept(inbox.text(frame))
          abort(error)
          return false
        },
        binary: (frame) => inbox.endedWith() === undefined && kept(inbox.binary(frame)),
        drained: highWater.drained,
        // The end comes before the release that it allows, since the release of a wire without an end is a loss.
        closed: (code, reason) => {
          // The reason is as short as a close frame's before the key is taken out, so that no cut leaves a part of the
          // key.
          const said = redactLoose(redact(closeFrame(1000, reason).reason, key))
          end(TransportError.closed({ code, reason: said, by: "remote" }))
          ending.gone()
        },
        lost: (error) => {
          end(error)
          ending.gone()
        },
        abort
      }
    }
  })

const lost = TransportError.closed({ code: 1006, reason: "", by: "remote" })

const tooLarge = (frame: string, limitBytes: number, direction: "incoming" | "outgoing") => {
  const bytes = bytesOver(frame, limitBytes)
  return bytes === undefined ? undefined : TransportError.tooLarge({ limitBytes, bytes, direction })
}

/** The close code that says why this side cannot go on (RFC 6455 section 7.4.1). */
const codeOf = ({ reason }: TransportError): number => {
  switch (reason._tag) {
    case "TooLarge":
      return 1009
    case "Protocol":
      return 1002
    default:
      return 1008
  }
}

/** What the peer reads of it in the close. The figures of a bound are this side's own matter. */
const wordsOf = ({ message, reason }: TransportError): string => (reason._tag === "Overflow" ? "fell behind" : message)
