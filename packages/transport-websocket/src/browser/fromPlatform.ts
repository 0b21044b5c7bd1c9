/** A platform `WebSocket` as a connection. */
import { type Connection, TransportError } from "@antiphon/core"
import { type Codecs, type ConnectionLimits, makeConnection, type Wire } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { PlatformWebSocket } from "./PlatformWebSocket.ts"
import { pollWhile } from "./pollWhile.ts"
import { watchUnwritten } from "./watchUnwritten.ts"

/** The `readyState` of an open socket. */
const OPEN = 1

/**
 * Waits until the socket that `dial` returns is open. Returns it as a connection that the surrounding scope owns. `key`
 * is the key that the peer was sent. No end of the connection quotes it.
 */
export const fromPlatform = <In, Out>(
  dial: () => Result.Result<PlatformWebSocket, TransportError>,
  codecs: Codecs<In, Out>,
  limits: ConnectionLimits,
  key: Option.Option<Redacted.Redacted<string>> = Option.none()
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    let ws: PlatformWebSocket | undefined
    const scope = yield* Effect.scope
    const buffered = () => ws?.bufferedAmount ?? 0
    let given = 0
    const wire: Wire = {
      unwritten: () => (ws?.readyState === OPEN ? buffered() : Infinity),
      write: (frame) => {
        const before = buffered()
        ws?.send(frame)
        given += buffered() - before
      },
      maxMessageBytes: () => Infinity,
      // A page may send 1000 and 3000 to 4999. Another code travels 3000 higher, 1008 as 4008.
      closeCode: (code) => (code === 1000 || code >= 3000 ? code : code + 3000),
      close: (code, reason) => ws?.close(code, reason),
      release: Effect.void
    }
    const { connection, events, opened } = yield* makeConnection(codecs, limits, wire, key)
    const dialled = dial()
    if (Result.isFailure(dialled)) return yield* dialled.failure
    ws = dialled.success
    ws.binaryType = "arraybuffer"
    let hasOpened = false
    ws.addEventListener("open", () => {
      hasOpened = true
      events.opened()
    })
    // After the opening a `close` event with a code follows.
    ws.addEventListener("error", () => {
      if (!hasOpened) events.lost(refused)
    })
    ws.addEventListener("message", ({ data }) => {
      if (typeof data === "string") events.text(data)
      else events.binary(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())
    })
    ws.addEventListener("close", ({ code, reason }) => events.closed(code, reason))
    yield* opened

    const { drainMs, highWaterBytes } = limits
    const whilePolling = pollWhile({ scope, mark: highWaterBytes, unwritten: buffered, drained: events.drained })
    const watch = watchUnwritten({
      scope,
      deadlineMs: drainMs,
      unwritten: () => (ws?.readyState === OPEN ? buffered() : 0),
      given: () => given,
      dead: () => events.abort(TransportError.dead({ detail: `it read nothing for ${drainMs} ms` }))
    })
    return {
      ...connection,
      send: (event) =>
        Effect.suspend(() => {
          const sending = connection.send(event)
          return Effect.andThen(buffered() < highWaterBytes ? sending : whilePolling(sending), watch())
        }),
      capabilities: { audio: "events", maxEventBytes: limits.maxEventBytes, deadPeer: "drain" },
      callId: Option.none(),
      media: Option.none()
    }
  })

const refused = TransportError.open({
  detail: "nothing answers there, or the server refused. The platform does not say which"
})
