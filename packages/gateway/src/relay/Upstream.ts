/** The service behind the gateway. Its key stays here. */
import { ClientEvent, type Connection, Endpoint, type Provider, ServerEvent, type TransportError } from "@antiphon/core"
import { usableKey } from "@antiphon/core/transport"
import { make as makeTransport } from "@antiphon/transport-websocket/node"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { WebSocket } from "ws"
import { eventOf } from "../session/Line.ts"
import { type Peer, webSocketPeer } from "./Peer.ts"

/** The upstream took no session. The client is refused with the same status. */
export class UpstreamRefused extends Data.TaggedError("UpstreamRefused")<{
  /** The HTTP status of the upstream, or 502 if it could not be reached and 504 if it did not answer in time. */
  readonly status: number
  readonly detail: string
}> {
  override get message(): string {
    return `The upstream took no session: ${this.detail}.`
  }
}

/** What a client asked for. */
export interface UpstreamAsk {
  readonly model: string | undefined
  readonly kind: "conversation" | "transcription"
}

/** Opens connections to a service. The peer is paused until it is resumed. */
export interface Upstream {
  readonly name: string
  readonly dial: (ask: UpstreamAsk) => Effect.Effect<Peer, UpstreamRefused>
}

/** How long a service may take to open, in milliseconds. */
const openMs = 10_000
/** The largest frame that is taken from an upstream. */
const maxFrameBytes = 16 * 1024 * 1024

/** An upstream that speaks GA. Frames pass as they came. */
export const gaUpstream = (options: {
  /** The address up to `/v1`, e.g. `wss://api.openai.com/v1`. */
  readonly base: string
  readonly key?: Redacted.Redacted<string> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}): Upstream => {
  const where = {
    base: options.base,
    ...(options.key && { credential: options.key }),
    ...(options.headers && { headers: options.headers })
  }
  return {
    name: new URL(options.base).host,
    dial: ({ kind, model }) =>
      dialRaw(
        kind === "transcription"
          ? Endpoint.transcription(where)
          : Endpoint.conversation({ ...where, ...(model === undefined ? {} : { model }) })
      )
  }
}

/** Providers whose frames are GA, so that they pass as they came. Frames of the others are translated. */
const speakGa = new Set(["openai", "azure", "litellm"])

/** A provider of `@antiphon/providers` as an upstream. */
export const providerUpstream = (provider: Provider): Upstream => ({
  name: provider.name,
  dial: Effect.fnUntraced(function* ({ kind, model }) {
    const session = provider.session()
    const asked: Endpoint.EndpointKind =
      kind === "transcription" ? { _tag: "Transcription" } : { _tag: "Conversation", model }
    const endpoint = yield* Effect.mapError(Effect.fromResult(session.endpoint(asked)), refusalOf)
    if (speakGa.has(provider.name) && endpoint.beta !== true) return yield* dialRaw(endpoint)
    const scope = yield* Scope.make()
    return yield* makeTransport({ openTimeout: openMs, maxEventBytes: maxFrameBytes })
      .connect(endpoint)
      .pipe(
        Effect.flatMap(session.adapt),
        Scope.provide(scope),
        Effect.mapBoth({ onFailure: refusalOf, onSuccess: (connection) => connectionPeer(connection, scope) }),
        Effect.onError(() => Scope.close(scope, Exit.void))
      )
  })
})

/** The refusal as a status for the client. */
const refusalOf = (error: TransportError): UpstreamRefused => {
  const { reason } = error
  switch (reason._tag) {
    case "Unauthorized":
      return new UpstreamRefused({ status: 502, detail: "it refused the key of the gateway" })
    case "Timeout":
      return new UpstreamRefused({ status: 504, detail: error.message })
    case "Open":
      return new UpstreamRefused({ status: passed(reason.status), detail: reason.detail })
    default:
      return new UpstreamRefused({ status: 502, detail: error.message })
  }
}

/** A status that concerns the client passes. One that concerns the gateway's own key does not. */
const passed = (status: number | undefined): number =>
  status === 400 || status === 404 || status === 429 || status === 503 ? status : 502

/** Opens a socket whose frames are not looked at. */
const dialRaw = Effect.fnUntraced(function* <In, Out>(
  endpoint: Endpoint.Endpoint<In, Out>
): Effect.fn.Return<Peer, UpstreamRefused> {
  const key = yield* Effect.mapError(usableKey(endpoint), refusalOf)
  const request = yield* Effect.mapError(Effect.fromResult(Endpoint.webSocket(endpoint, key)), refusalOf)
  return yield* Effect.callback<Peer, UpstreamRefused>((resume) => {
    const socket = new WebSocket(request.url, [...Redacted.value(request.subprotocols)], {
      headers: Redacted.value(request.headers),
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      handshakeTimeout: openMs,
      followRedirects: false
    })
    const peer = webSocketPeer(socket)
    let settled = false
    const settle = (result: Effect.Effect<Peer, UpstreamRefused>): void => {
      if (settled) return
      settled = true
      resume(result)
    }
    socket.once("open", () => settle(Effect.succeed(peer)))
    socket.on("unexpected-response", (upgrade, response) => {
      const status = response.statusCode ?? 0
      response.destroy()
      upgrade.destroy()
      const detail =
        status === 401 || status === 403 ? "it refused the key of the gateway" : `it answered with HTTP ${status}`
      settle(Effect.fail(new UpstreamRefused({ status: passed(status), detail })))
    })
    socket.on("error", (error) => {
      const isLate = error.message.includes("handshake has timed out")
      settle(Effect.fail(new UpstreamRefused({ status: isLate ? 504 : 502, detail: error.message })))
    })
    return Effect.sync(() => {
      if (!settled) socket.terminate()
    })
  })
})

/** A frame that cannot be translated passes as it came. */
const asReceived = (raw: unknown, peer: Peer): void => {
  if (typeof raw === "string") peer.onFrame(Buffer.from(raw), false)
  else if (raw instanceof Uint8Array) peer.onFrame(Buffer.from(raw), true)
}

const refusalEvent = (text: string, why: string): string => {
  const id = eventOf(text)?.["event_id"]
  const error = {
    type: "invalid_request_error",
    code: "invalid_event",
    message: `The event was not sent: ${why}. Correct it.`,
    param: null,
    event_id: typeof id === "string" ? id.slice(0, 512) : null
  }
  return JSON.stringify({ type: "error", event_id: `event_${crypto.randomUUID()}`, error })
}

/** A connection that speaks GA as a peer. Events are written again, because the provider's frames differ. */
const connectionPeer = (connection: Connection<ServerEvent, ClientEvent>, scope: Scope.Closeable): Peer => {
  let unwritten = 0
  let isClosed = false
  let gate: Array<() => void> | undefined = []
  const peer: Peer = {
    onFrame: () => {},
    onClosed: () => {},
    send: (data, isBinary = false) => {
      if (isClosed) return
      if (isBinary) return refuse("", "binary frame: events travel as text")
      const text = data.toString()
      const decoded = ClientEvent.decode(text)
      if (decoded._tag === "Malformed") return refuse(text, decoded.error.message)
      unwritten += text.length
      Effect.runFork(
        Effect.ensuring(
          Effect.catch(connection.send(decoded.event), ({ message }) => Effect.sync(() => refuse(text, message))),
          Effect.sync(() => {
            unwritten -= text.length
          })
        )
      )
    },
    unwritten: () => unwritten,
    pause: () => {
      gate ??= []
    },
    resume: () => {
      const waiting = gate
      gate = undefined
      for (const go of waiting ?? []) go()
    },
    close: (code, reason) => {
      Effect.runFork(Effect.andThen(connection.close(code, reason), Scope.close(scope, Exit.void)))
    },
    // The transport notices by itself when the service is gone.
    lastSeen: Infinity,
    ping: () => {}
  }
  /** Answers for the provider, to which nothing can be translated. */
  const refuse = (text: string, why: string): void => {
    if (!isClosed) peer.onFrame(Buffer.from(refusalEvent(text, why)), false)
  }
  const open = Effect.callback<void>((resume) => {
    if (gate === undefined) return resume(Effect.void)
    gate.push(() => resume(Effect.void))
  })
  const pump = Stream.runForEach(connection.incoming, (decoded) =>
    Effect.andThen(
      open,
      Effect.sync(() => {
        if (decoded._tag !== "Malformed") peer.onFrame(Buffer.from(ServerEvent.encode(decoded.event)), false)
        else asReceived(decoded.error.raw, peer)
      })
    )
  )
  Effect.runFork(
    Effect.flatMap(Effect.flip(pump), (error) =>
      Effect.andThen(
        Scope.close(scope, Exit.void),
        Effect.sync(() => {
          isClosed = true
          const { reason } = error
          peer.onClosed(reason._tag === "Closed" ? reason.code : 1011, error.message)
        })
      )
    )
  )
  return peer
}
