import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ClientOptions, WebSocket } from "ws"

export interface Event {
  readonly type: string
  // What a test reads of an event is its own to name.
  readonly [key: string]: unknown
}

export interface RawClient {
  /** Sends it, once the socket is open. */
  readonly send: (event: object) => void
  /** The next event of this type. Events before it are dropped. */
  readonly next: (type: string) => Effect.Effect<Event>
  /** Every frame so far. */
  readonly received: () => ReadonlyArray<string>
  /** The close code, or the HTTP status of a refusal. */
  readonly ended: Effect.Effect<number>
}

/** A client that is a bare socket. */
export const connect = (
  url: string,
  options: ClientOptions & { readonly subprotocols?: ReadonlyArray<string> } = {}
): Effect.Effect<RawClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { subprotocols = [], ...rest } = options
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => new WebSocket(url, [...subprotocols], rest)),
      (each) => Effect.sync(() => each.terminate())
    )
    const inbox: Array<Event> = []
    const received: Array<string> = []
    let look = () => {}
    socket.on("message", (data) => {
      received.push(String(data))
      inbox.push(JSON.parse(String(data)))
      look()
    })
    const ended = yield* Deferred.make<number>()
    socket.on("close", (code) => Deferred.doneUnsafe(ended, Effect.succeed(code)))
    socket.on("unexpected-response", (_request, response) => {
      Deferred.doneUnsafe(ended, Effect.succeed(response.statusCode ?? 0))
      socket.terminate()
    })
    socket.on("error", () => {})
    const waiting: Array<string> = []
    socket.once("open", () => {
      for (const text of waiting) socket.send(text)
    })
    return {
      send: (event) => {
        const text = JSON.stringify(event)
        if (socket.readyState === WebSocket.CONNECTING) waiting.push(text)
        else socket.send(text)
      },
      next: (type) =>
        Effect.callback<Event>((resume) => {
          look = () => {
            const at = inbox.findIndex((event) => event.type === type)
            const [found] = at < 0 ? [] : inbox.splice(0, at + 1).slice(-1)
            if (found !== undefined) resume(Effect.succeed(found))
          }
          look()
        }),
      ended: Deferred.await(ended),
      received: () => received
    }
  })
