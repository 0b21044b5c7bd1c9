/** A platform `WebSocket` as a connection. */
import { bytesOver, Closed, closeFrame, type Connection, Dead, makeHighWater, makeInbox, Open } from "@antiphon/core"
import { redact, TooLarge, TransportError, type TransportErrorReason } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { PlatformWebSocket } from "./PlatformWebSocket.ts"
import { pollWhile } from "./pollWhile.ts"
import type { Codecs, Limits } from "./SocketOptions.ts"
import { watchUnwritten } from "./watchUnwritten.ts"

const isOpen = 1

const fail = (reason: TransportErrorReason) => new TransportError({ reason })

const closed = (code: number, reason: string, by: "local" | "remote") => fail(new Closed({ code, reason, by }))

/**
 * Waits until the socket that `dial` returns is open and gives it as a connection that the surrounding scope owns.
 * Interrupted, it leaves no socket behind. `key` is the one that the peer was sent: no end of the connection quotes it.
 */
export const fromPlatform = <In, Out>(
  dial: () => Result.Result<PlatformWebSocket, TransportError>,
  { incoming, outgoing }: Codecs<In, Out>,
  limits: Limits,
  key: Option.Option<Redacted.Redacted<string>> = Option.none()
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { highWaterBytes, maxEventBytes } = limits
      const inbox = yield* makeInbox(incoming, limits.inbox)
      const scope = yield* Effect.scope
      const opened = yield* Deferred.make<void, TransportError>()
      const gone = yield* Deferred.make<void>()
      let closing: TransportError | undefined
      const dialled = dial()
      if (Result.isFailure(dialled)) return yield* dialled.failure
      const ws = dialled.success

      const end = (error: TransportError) => {
        inbox.end(closing ?? error)
        Deferred.doneUnsafe(opened, Effect.fail(error))
        gate.drained()
      }
      const hangUp = (code: number, reason: string) => {
        const frame = closeFrame(code, reason)
        const sent = sendable(frame.code)
        ws.close(sent, frame.reason)
        return closed(sent, frame.reason, "local")
      }
      const abandon = (reason: TransportErrorReason, code: number) => {
        const error = fail(reason)
        end(error)
        hangUp(code, error.message)
      }
      const gate = makeHighWater({
        mark: highWaterBytes,
        // When the far end has begun to close, senders wait for the reason.
        unwritten: () => (ws.readyState === isOpen ? ws.bufferedAmount : Infinity),
        endedWith: () => closing ?? inbox.endedWith(),
        drain: { deadline: limits.drainMs, dead: () => isStuck() }
      })
      const polling = pollWhile({
        scope,
        mark: highWaterBytes,
        unwritten: () => ws.bufferedAmount,
        drained: gate.drained
      })

      const isStuck = () => abandon(new Dead({ detail: `it read nothing for ${limits.drainMs} ms` }), 1008)
      let given = 0
      const hand = (frame: string) => {
        const before = ws.bufferedAmount
        ws.send(frame)
        given += ws.bufferedAmount - before
      }
      const watch = watchUnwritten({
        scope,
        deadlineMs: limits.drainMs,
        unwritten: () => (ws.readyState === isOpen ? ws.bufferedAmount : 0),
        given: () => given,
        dead: isStuck
      })

      ws.binaryType = "arraybuffer"
      ws.addEventListener("open", () => Deferred.doneUnsafe(opened, Effect.void))
      ws.addEventListener("error", () => Deferred.doneUnsafe(opened, Effect.fail(refused)))
      ws.addEventListener("message", ({ data }) => {
        if (inbox.endedWith() !== undefined) return
        if (typeof data === "string") {
          const bytes = bytesOver(data, maxEventBytes)
          if (bytes !== undefined) {
            return abandon(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "incoming" }), 1009)
          }
          if (inbox.text(data)) return
        } else if (inbox.binary(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())) return
        gate.drained()
        hangUp(1008, "fell behind")
      })
      ws.addEventListener("close", ({ code, reason }) => {
        end(closed(code, redact(reason, key), "remote"))
        Deferred.doneUnsafe(gone, Effect.void)
      })

      const close = (code = 1000, reason = "") =>
        Effect.suspend(() => {
          if (closing === undefined && inbox.endedWith() === undefined && ws.readyState === isOpen) {
            closing = hangUp(code, reason)
            gate.drained()
          }
          return Effect.timeoutOrElse(Deferred.await(gone), {
            duration: limits.closeMs,
            orElse: () => Effect.sync(() => end(closed(1006, "", "remote")))
          })
        })

      yield* restore(Deferred.await(opened)).pipe(
        Effect.onExit((exit) => (exit._tag === "Success" ? Effect.void : Effect.sync(() => ws.close())))
      )
      yield* Effect.addFinalizer(() => close())
      return {
        incoming: inbox.incoming,
        send: (event) =>
          Effect.suspend(() => {
            const frame = outgoing.encode(event)
            const bytes = bytesOver(frame, maxEventBytes)
            if (bytes !== undefined) {
              return fail(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "outgoing" }))
            }
            const handOver = gate.send(() => hand(frame))
            return Effect.andThen(ws.bufferedAmount < highWaterBytes ? handOver : polling(handOver), watch())
          }),
        close,
        ended: inbox.ended,
        capabilities: { audio: "events", maxEventBytes, deadPeer: "drain" },
        callId: Option.none(),
        media: Option.none()
      }
    })
  )

/** A page may send 1000 and 3000 to 4999; another code travels 3000 higher, 1008 as 4008. */
const sendable = (code: number): number => (code === 1000 || code >= 3000 ? code : code + 3000)

const refused = fail(new Open({ detail: "nothing answers there, or it refused: the platform does not say which" }))
