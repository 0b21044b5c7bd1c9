/** One `ws` socket as a connection, for the dialling and the accepting side. */
import { type Connection, TransportError } from "@antiphon/core"
import { type Codecs, makeConnection, redact, type Wire } from "@antiphon/core/transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { WebSocket } from "ws"
import type { Backlog, Share } from "./Backlog.ts"
import type { Heartbeat, Pulse } from "./Heartbeat.ts"
import type { SocketLimits } from "./options.ts"

type Key = Option.Option<Redacted.Redacted<string>>

/** What surrounds a socket. */
interface Surroundings {
  /** The pings of the connections of its listener or client. */
  readonly heartbeat: Heartbeat
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
  { backlog, heartbeat, key = Option.none() }: Surroundings
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    let ws: WebSocket | undefined
    let pulse: Pulse | undefined
    let share: Share | undefined
    const clock = yield* Clock.Clock
    const markAlive = () => pulse?.mark()
    const wire: Wire = {
      unwritten: () => (ws?.readyState === WebSocket.OPEN ? ws.bufferedAmount : Infinity),
      write: (frame) => ws?.send(frame, events.drained),
      maxMessageBytes: unlimited,
      close: (code, reason) => ws?.close(code, reason),
      taken: () => share?.clear(),
      release: Effect.sync(() => ws?.terminate())
    }
    const { connection, events, opened } = yield* makeConnection(codecs, limits, wire, key)
    const dead = () => {
      // A closing socket has a deadline of its own.
      if (ws?.readyState !== WebSocket.OPEN) return
      events.lost(TransportError.dead({ detail: `no answer to two pings, ${limits.pingMs} ms apart` }))
    }
    const open = () => {
      pulse = heartbeat.join(clock, { ping: () => ws?.ping(), dead })
      events.opened()
    }
    const dialled = dial(events.lost)
    if (Result.isFailure(dialled)) return yield* dialled.failure
    ws = dialled.success
    share = backlog?.join(events.abort)
    ws.on("message", (data: Buffer, isBinary: boolean) => {
      markAlive()
      if (isBinary ? events.binary(data) : events.text(data.toString())) share?.add(data.length)
    })
    ws.on("pong", markAlive).on("ping", markAlive)
    ws.on("error", (cause: Error) => {
      if (pulse !== undefined) events.abort(broken(cause, limits.maxEventBytes))
      else events.lost(TransportError.open({ detail: redact(cause.message, key), cause }))
    })
    ws.on("close", (code: number, reason: Buffer) => {
      share?.leave()
      pulse?.leave()
      events.closed(code, reason.toString())
    })
    if (ws.readyState === WebSocket.OPEN) open()
    else ws.once("open", open)
    yield* opened

    return {
      ...connection,
      capabilities: { audio: "events", maxEventBytes: limits.maxEventBytes, deadPeer: "ping" },
      callId: Option.none(),
      media: Option.none()
    }
  })

const unlimited = () => Infinity

const broken = (cause: Error, limitBytes: number): TransportError =>
  "code" in cause && cause.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"
    ? TransportError.tooLarge({ limitBytes, direction: "incoming" })
    : TransportError.protocol({ detail: `the peer broke the WebSocket protocol: ${cause.message}`, cause })
