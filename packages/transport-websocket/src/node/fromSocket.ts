/** One `ws` socket as a connection: the dialling and the accepting side both end here. */
import { Closed, type Connection, Dead, makeHighWater, makeInbox, Protocol } from "@antiphon/core"
import { Open, Timeout, TooLarge, TransportError, type TransportErrorReason } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { WebSocket } from "ws"
import { closeFrame } from "../closeFrame.ts"
import type { Codecs, SocketLimits } from "./SocketOptions.ts"

const fail = (reason: TransportErrorReason) => new TransportError({ reason })

/**
 * Waits until the socket that `dial` returns is open and gives it as a connection that the surrounding scope owns.
 * `dial` runs in one step with the listeners, so that no frame falls between; it may report why the socket will not
 * open, and must where it returns none. Interrupted, it leaves no socket behind.
 */
export const fromSocket = <In, Out>(
  dial: (refuse: (error: TransportError) => void) => WebSocket | undefined,
  { incoming, outgoing }: Codecs<In, Out>,
  limits: SocketLimits
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const { maxEventBytes } = limits
      const inbox = yield* makeInbox(incoming, limits.inbox)
      const opened = yield* Deferred.make<void, TransportError>()
      const gone = yield* Deferred.make<void>()
      let closing: TransportError | undefined
      let isOpen = false
      let heard = true

      const end = (error: TransportError) => {
        inbox.end(error)
        Deferred.doneUnsafe(opened, Effect.fail(error))
        gate.drained()
      }
      const gate = makeHighWater({
        mark: limits.highWaterBytes,
        // The far end has begun to close: senders wait for the reason, which follows within the close deadline.
        unwritten: () => (ws.readyState === WebSocket.OPEN ? ws.bufferedAmount : Infinity),
        endedWith: () => closing ?? inbox.endedWith()
      })
      const dialled = dial(end)
      if (dialled === undefined) return yield* Effect.flip(inbox.ended)
      const ws = dialled
      const open = () => {
        isOpen = true
        Deferred.doneUnsafe(opened, Effect.void)
      }
      if (ws.readyState === WebSocket.OPEN) open()
      else ws.once("open", open)
      ws.on("message", (data: Buffer, isBinary: boolean) => {
        heard = true
        if (inbox.endedWith() !== undefined) return
        if (isBinary ? inbox.binary(data) : inbox.text(data.toString())) return
        gate.drained()
        ws.close(1008, "fell behind")
      })
      const alive = () => {
        heard = true
      }
      ws.on("pong", alive)
      ws.on("ping", alive)
      ws.on("error", (error: Error) => end(isOpen ? broken(error, maxEventBytes) : refused(error)))
      ws.on("close", (code: number, reason: Buffer) => {
        end(closing ?? fail(new Closed({ code, reason: reason.toString(), by: "remote" })))
        Deferred.doneUnsafe(gone, Effect.void)
      })

      const close = (code = 1000, reason = "") =>
        Effect.suspend(() => {
          if (closing === undefined && inbox.endedWith() === undefined && ws.readyState === WebSocket.OPEN) {
            const frame = closeFrame(code, reason, isSendable)
            closing = fail(new Closed({ ...frame, by: "local" }))
            ws.close(frame.code, frame.reason)
            gate.drained()
          }
          return Deferred.await(gone)
        })

      yield* restore(Deferred.await(opened)).pipe(
        Effect.onExit((exit) => (exit._tag === "Success" ? Effect.void : Effect.sync(() => ws.terminate())))
      )
      yield* Effect.addFinalizer(() => close())
      yield* Effect.forkScoped(
        Effect.gen(function* () {
          let missed = 0
          while (inbox.endedWith() === undefined) {
            yield* Effect.sleep(limits.pingMs)
            missed = heard ? 0 : missed + 1
            heard = false
            if (missed < 2) ws.ping()
            else {
              end(fail(new Dead({ detail: `nothing came for ${2 * limits.pingMs} ms, no answer to two pings` })))
              ws.terminate()
            }
          }
        })
      )

      const tooSlow = Effect.suspend(() => {
        end(fail(new Timeout({ phase: "waiting for the peer to read", afterMs: limits.drainMs })))
        ws.terminate()
        return inbox.endedWith() ?? Effect.void
      })
      const send: Connection<In, Out>["send"] = (event) =>
        Effect.suspend(() => {
          const frame = outgoing.encode(event)
          if (frame.length * 3 > maxEventBytes) {
            const bytes = Buffer.byteLength(frame)
            if (bytes > maxEventBytes) {
              return fail(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "outgoing" }))
            }
          }
          const handOver = gate.send(() => ws.send(frame, gate.drained))
          if (ws.bufferedAmount < limits.highWaterBytes) return handOver
          return Effect.timeoutOrElse(handOver, { duration: limits.drainMs, orElse: () => tooSlow })
        })

      return {
        incoming: inbox.incoming,
        send,
        close,
        ended: inbox.ended,
        capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
        callId: Option.none(),
        media: Option.none()
      }
    })
  )

/** The codes an endpoint may put into a close frame (RFC 6455, 7.4). */
const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || (code >= 3000 && code <= 4999)

const refused = (cause: Error): TransportError => fail(new Open({ detail: cause.message, cause }))

const broken = (cause: Error, limitBytes: number): TransportError =>
  "code" in cause && cause.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"
    ? fail(new TooLarge({ limitBytes, direction: "incoming" }))
    : fail(new Protocol({ detail: `the peer broke the WebSocket protocol: ${cause.message}`, cause }))
