/** One `ws` socket as a connection: the dialling and the accepting side both end here. */
import { bytesOver, Closed, closeFrame, type Connection, Dead, makeHighWater, makeInbox, Open } from "@antiphon/core"
import { Protocol, redact, TooLarge, TransportError, type TransportErrorReason } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { WebSocket } from "ws"
import type { Codecs } from "../SocketOptions.ts"
import { type Backlog, makeBacklog } from "./Backlog.ts"
import type { SocketLimits } from "./PingOptions.ts"

const fail = (reason: TransportErrorReason) => new TransportError({ reason })

/** What a socket stands in. */
interface Surroundings {
  /** The key that the peer was sent: no end of the connection quotes it. */
  readonly key?: Option.Option<Redacted.Redacted<string>>
  /** What the connections of its listener hold unread together. */
  readonly backlog?: Backlog
}

/**
 * Waits until the socket that `dial` returns is open and gives it as a connection that the surrounding scope owns.
 * `dial` runs in one step with the listeners, so that no frame falls between; it may report why the socket will not
 * open. Interrupted, it leaves no socket behind.
 */
export const fromSocket = <In, Out>(
  dial: (refuse: (error: TransportError) => void) => Result.Result<WebSocket, TransportError>,
  { incoming, outgoing }: Codecs<In, Out>,
  limits: SocketLimits,
  { backlog = makeBacklog(Infinity), key = Option.none() }: Surroundings = {}
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
        inbox.end(closing ?? error)
        Deferred.doneUnsafe(opened, Effect.fail(error))
        gate.drained()
      }
      const abandon = (reason: TransportErrorReason) => {
        end(fail(reason))
        ws.terminate()
      }
      const fellBehind = () => {
        gate.drained()
        ws.close(1008, "fell behind")
      }
      const gate = makeHighWater({
        mark: limits.highWaterBytes,
        // When the far end has begun to close, senders wait for the reason, which follows within the close deadline.
        unwritten: () => (ws.readyState === WebSocket.OPEN ? ws.bufferedAmount : Infinity),
        endedWith: () => closing ?? inbox.endedWith(),
        drain: {
          deadline: limits.drainMs,
          dead: () => abandon(new Dead({ detail: `it read nothing for ${limits.drainMs} ms` }))
        }
      })
      const dialled = dial(end)
      if (Result.isFailure(dialled)) return yield* dialled.failure
      const ws = dialled.success
      const share = backlog.join((error) => {
        inbox.end(error)
        fellBehind()
      })

      const open = () => {
        isOpen = true
        Deferred.doneUnsafe(opened, Effect.void)
      }
      const alive = () => {
        heard = true
      }
      if (ws.readyState === WebSocket.OPEN) open()
      else ws.once("open", open)
      ws.on("message", (data: Buffer, isBinary: boolean) => {
        heard = true
        if (inbox.endedWith() !== undefined) return
        if (!(isBinary ? inbox.binary(data) : inbox.text(data.toString()))) return fellBehind()
        share.add(data.length)
      })
      ws.on("pong", alive)
      ws.on("ping", alive)
      ws.on("error", (error: Error) => end(fail(isOpen ? broken(error, maxEventBytes) : refused(error, key))))
      ws.on("close", (code: number, reason: Buffer) => {
        share.leave()
        end(fail(new Closed({ code, reason: redact(reason.toString(), key), by: "remote" })))
        Deferred.doneUnsafe(gone, Effect.void)
      })

      const close = (code = 1000, reason = "") =>
        Effect.suspend(() => {
          if (closing === undefined && inbox.endedWith() === undefined && ws.readyState === WebSocket.OPEN) {
            const frame = closeFrame(code, reason)
            closing = fail(new Closed({ ...frame, by: "local" }))
            ws.close(frame.code, frame.reason)
            gate.drained()
          }
          return Deferred.await(gone)
        })
      const heartbeat = Effect.gen(function* () {
        for (let missed = 0; missed < 2; missed = heard ? 0 : missed + 1) {
          heard = false
          ws.ping()
          yield* Effect.sleep(limits.pingMs)
        }
        abandon(new Dead({ detail: `no answer to two pings, ${limits.pingMs} ms apart` }))
      })

      yield* restore(Deferred.await(opened)).pipe(
        Effect.onExit((exit) => (exit._tag === "Success" ? Effect.void : Effect.sync(() => ws.terminate())))
      )
      yield* Effect.addFinalizer(() => close())
      yield* Effect.forkScoped(Effect.delay(heartbeat, limits.pingMs))
      return {
        incoming: Stream.mapArray(inbox.incoming, (batch) => {
          share.clear()
          return batch
        }),
        send: (event) =>
          Effect.suspend(() => {
            const frame = outgoing.encode(event)
            const bytes = bytesOver(frame, maxEventBytes)
            return bytes === undefined
              ? gate.send(() => ws.send(frame, gate.drained))
              : fail(new TooLarge({ limitBytes: maxEventBytes, bytes, direction: "outgoing" }))
          }),
        close,
        ended: inbox.ended,
        capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
        callId: Option.none(),
        media: Option.none()
      }
    })
  )

const refused = (cause: Error, key: Option.Option<Redacted.Redacted<string>>): TransportErrorReason =>
  new Open({ detail: redact(cause.message, key), cause })

const broken = (cause: Error, limitBytes: number): TransportErrorReason =>
  "code" in cause && cause.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"
    ? new TooLarge({ limitBytes, direction: "incoming" })
    : new Protocol({ detail: `the peer broke the WebSocket protocol: ${cause.message}`, cause })
