/** A connection to the servers, with the client's traps behind it. */
import type { EngineUnavailable } from "@antiphon/gateway"
import { EngineUnavailable as Unavailable } from "@antiphon/gateway"
import {
  connect,
  type ConnectionOptions,
  credsAuthenticator,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  RequestError,
  type ServerInfo,
  TimeoutError,
  type Status
} from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { NatsOptions } from "../NatsOptions.ts"
import { UnsuitableServer } from "../UnsuitableServer.ts"
import { socketOf } from "./socketOf.ts"
import { Unanswered } from "./Unanswered.ts"
import { unfit } from "./versions.ts"

/** Bytes of requests that may be unanswered. The client itself has no bound. */
const maxUnansweredBytes = 64 * 1024 * 1024
/** Bytes of events for observers that may be unwritten. Beyond it they are left out. */
const maxUnwrittenBytes = 8 * 1024 * 1024

export interface RequestOptions {
  readonly headers?: MsgHdrs
  readonly timeoutMs: number
}

export class Link {
  /** False between the loss of a connection and the next one. */
  isUp = true
  /** When the connection came back last, in milliseconds since 1970. Nodes that were cut off too may not have announced themselves yet. */
  cameBackAt = -Infinity
  private unansweredBytes = 0
  readonly connection: NatsConnection

  constructor(connection: NatsConnection) {
    this.connection = connection
  }

  get info(): ServerInfo | undefined {
    return this.connection.info
  }

  /** Asks and waits for the answer. Nothing is buffered while there is no connection. */
  request(subject: string, payload: string | Uint8Array, options: RequestOptions): Effect.Effect<Msg, Unanswered> {
    const size = payload.length
    return Effect.callback<Msg, Unanswered>((resume) => {
      if (this.connection.isClosed()) return resume(Effect.fail(new Unanswered({ why: "closed" })))
      if (!this.isUp) return resume(Effect.fail(new Unanswered({ why: "not connected" })))
      if (this.unansweredBytes + size > maxUnansweredBytes)
        return resume(Effect.fail(new Unanswered({ why: "too much is unanswered" })))
      this.unansweredBytes += size
      const { headers, timeoutMs: timeout } = options
      this.connection.request(subject, payload, { timeout, ...(headers && { headers }) }).then(
        (message) => {
          this.unansweredBytes -= size
          resume(Effect.succeed(message))
        },
        (cause: unknown) => {
          this.unansweredBytes -= size
          resume(Effect.fail(new Unanswered({ why: reasonOf(cause) })))
        }
      )
    })
  }

  /** Hands a message over that may be lost. Returns false if it was not handed over. */
  publish(subject: string, payload: string): boolean {
    if (!this.isUp || this.connection.isClosed()) return false
    if ((socketOf(this.connection)?.writableLength ?? 0) > maxUnwrittenBytes) return false
    this.connection.publish(subject, payload)
    return true
  }

  /** Calls back with each message until the scope ends. Returns when the server knows it. */
  subscribe(subject: string, onMessage: (message: Msg) => void): Effect.Effect<void, EngineUnavailable, Scope.Scope> {
    return Effect.gen({ self: this }, function* () {
      yield* Effect.acquireRelease(
        Effect.try({
          try: () =>
            this.connection.subscribe(subject, {
              callback: (error, message) => {
                if (error === null) onMessage(message)
              }
            }),
          catch: (cause) => new Unavailable({ detail: "the connection to NATS is closed", cause })
        }),
        (subscription) => Effect.sync(() => subscription.unsubscribe())
      )
      yield* this.flushed
    })
  }

  /** Waits until the server has taken what was handed over. */
  readonly flushed: Effect.Effect<void, EngineUnavailable> = Effect.suspend(() =>
    Effect.tryPromise({
      try: () => this.connection.flush(),
      catch: (cause) => new Unavailable({ detail: "the connection to NATS was lost", cause })
    }).pipe(
      Effect.timeoutOrElse({
        duration: "3 seconds",
        orElse: () => Effect.fail(new Unavailable({ detail: "the NATS server does not answer" }))
      })
    )
  )

  /** Leaves this server for another one. */
  moveOn(): void {
    socketOf(this.connection)?.destroy()
  }

  /** Follows what happens to the connection. */
  follow(status: Status, replicas: number): void {
    switch (status.type) {
      case "staleConnection":
        // The client first waits until a frozen server takes what is unwritten, which may be never.
        return this.moveOn()
      case "disconnect":
        this.isUp = false
        return
      case "reconnect": {
        const { info } = this
        // A cluster may still have an old server.
        if (info !== undefined && unfit(info, replicas) !== undefined) return this.moveOn()
        this.isUp = true
        this.cameBackAt = Date.now()
        return
      }
    }
  }
}

const reasonOf = (cause: unknown): Unanswered["why"] => {
  if (cause instanceof RequestError && cause.isNoResponders()) return "no responders"
  return cause instanceof TimeoutError ? "timeout" : "not connected"
}

/** Opens a connection. The scope owns it. */
export const openLink = Effect.fnUntraced(function* (
  options: NatsOptions,
  name: string
): Effect.fn.Return<
  { readonly link: Link; readonly replicas: number },
  EngineUnavailable | UnsuitableServer,
  Scope.Scope
> {
  const connection = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => connect(connectionOptions(options, name)),
      catch: (cause) =>
        new Unavailable({
          detail: `no server of ${options.servers.map(hostOf).join(", ")} answers (${cause instanceof Error ? cause.message : "?"})`,
          cause
        })
    }),
    (opened) =>
      Effect.promise(() => opened.close()).pipe(
        Effect.timeoutOption("1 second"),
        Effect.ensuring(Effect.sync(() => socketOf(opened)?.destroy()))
      )
  )
  const { info } = connection
  const replicas = options.replicas ?? (info?.cluster === undefined ? 1 : 3)
  const why = info === undefined ? "it does not say what it is" : unfit(info, replicas)
  if (why !== undefined) return yield* new UnsuitableServer({ detail: why })
  const link = new Link(connection)
  const states = Stream.fromAsyncIterable(connection.status(), (cause) => cause)
  yield* Effect.forkScoped(
    Effect.ignore(Stream.runForEach(states, (status) => Effect.sync(() => link.follow(status, replicas))))
  )
  return { link, replicas }
})

/** An address without its password. */
const hostOf = (server: string): string => URL.parse(server)?.host ?? "?"

/**
 * The client's defaults find a dead server after 4 minutes and give up after 10 tries. Here a dead one is found within 3 s, and the
 * client goes on trying.
 */
const connectionOptions = ({ credentials, node, servers }: NatsOptions, name: string): ConnectionOptions => {
  const [first] = servers.map((server) => URL.parse(server))
  const { password = "", username = "" } = first ?? {}
  return {
    servers: servers.map((server) => URL.parse(server)?.host || server),
    name: `antiphon ${node} ${name}`,
    ...(username !== "" && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(credentials && { authenticator: credsAuthenticator(new TextEncoder().encode(Redacted.value(credentials))) }),
    ...(first?.protocol === "tls:" && { tls: {} }),
    timeout: 1_500,
    pingInterval: 1_000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    reconnectJitter: 250
  }
}
