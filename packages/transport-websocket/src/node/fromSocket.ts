/** One `ws` socket as a connection, for the dialling and the accepting side. */
import { type Connection, TransportError } from "@antiphon/core"
import { type Codecs, makeConnection, redact, type Wire } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { WebSocket } from "ws"
import { type Backlog, makeBacklog } from "./Backlog.ts"
import type { SocketLimits } from "./options.ts"

type Key = Option.Option<Redacted.Redacted<string>>

/** What surrounds a socket. */
interface Surroundings {
  /** The key that the peer was sent. No end of the connection quotes it. */
  readonly key?: Key
  /** What the connections of its listener hold unread together. */
  readonly backlog?: Backlog
}

/**
 * Waits until the socket that `dial` returns is open. Returns it as a connection that the surrounding scope owns.
 * `dial` runs in one step with the listeners, so that no frame is lost between them. It may report why the socket will
 * not open.
 */
export const fromSocket = <In, Out>(
  dial: (refuse: (error: TransportError) => void) => Result.Result<WebSocket, TransportError>,
  codecs: Codecs<In, Out>,
  limits: SocketLimits,
  { backlog = makeBacklog(Infinity), key = Option.none() }: Surroundings = {}
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    let ws: WebSocket | undefined
    let isOpen = false
    let isAlive = true
    const markAlive = () => {
      isAlive = true
    }
    const wire: Wire = {
      unwritten: () => (ws?.readyState === WebSocket.OPEN ? ws.bufferedAmount : Infinity),
      write: (frame) => ws?.send(frame, events.drained),
      maxMessageBytes: () => Infinity,
      close: (code, reason) => ws?.close(code, reason),
      release: Effect.sync(() => ws?.terminate())
    }
    const { connection, events, opened } = yield* makeConnection(codecs, limits, wire, key)
    const open = () => {
      isOpen = true
      events.opened()
    }
    const dialled = dial(events.lost)
    if (Result.isFailure(dialled)) return yield* dialled.failure
    ws = dialled.success
    const share = backlog.join(events.abort)
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      markAlive()
      if (isBinary ? events.binary(data) : events.text(data.toString())) share.add(data.length)
    })
    ws.on("pong", markAlive).on("ping", markAlive)
    ws.on("error", (cause: Error) => {
      if (isOpen) events.abort(broken(cause, limits.maxEventBytes))
      else events.lost(TransportError.open({ detail: redact(cause.message, key), cause }))
    })
    ws.on("close", (code: number, reason: Buffer) => {
      share.leave()
      events.closed(code, reason.toString())
    })
    if (ws.readyState === WebSocket.OPEN) open()
    else ws.once("open", open)
    yield* opened

    const heartbeat = Effect.gen(function* () {
      for (let missed = 0; missed < 2; missed = isAlive ? 0 : missed + 1) {
        isAlive = false
        ws?.ping()
        yield* Effect.sleep(limits.pingMs)
      }
      events.lost(TransportError.dead({ detail: `no answer to two pings, ${limits.pingMs} ms apart` }))
    })
    yield* Effect.forkScoped(Effect.delay(heartbeat, limits.pingMs))
    return {
      ...connection,
      incoming: Stream.mapArray(connection.incoming, (batch) => {
        share.clear()
        return batch
      }),
      capabilities: { audio: "events", maxEventBytes: limits.maxEventBytes, deadPeer: "ping" },
      callId: Option.none(),
      media: Option.none()
    }
  })

const broken = (cause: Error, limitBytes: number): TransportError =>
  "code" in cause && cause.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"
    ? TransportError.tooLarge({ limitBytes, direction: "incoming" })
    : TransportError.protocol({ detail: `the peer broke the WebSocket protocol: ${cause.message}`, cause })
