/** The HTTP server under `antiphon serve`, plain or with TLS. The scope closes it. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { readFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import { createSecureContext } from "node:tls"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { type Certificate, makeCertificate } from "./certificate.ts"

/** Where to listen. */
export interface HttpOptions {
  readonly host: string
  readonly port: number
}

/** What a server proves itself with. */
export interface TlsOptions {
  readonly host: string
  /** Whether to make a certificate, which ends with the server. */
  readonly tls: boolean
  /** PEM files. */
  readonly cert: Option.Option<string>
  readonly key: Option.Option<string>
}

/** A certificate with its key. They fit each other. */
export interface Identity {
  readonly cert: string | Buffer
  readonly key: string | Buffer
  /** The certificate that was made for the server, if one was. */
  readonly made: Certificate | undefined
}

/** The deadlines of a socket before its request has come, in ms. */
export interface Deadlines {
  /** How long a peer may take for the TLS handshake. */
  readonly handshakeTimeout: number
  /** How long a peer may take to send its headers. */
  readonly headersTimeout: number
  /** How long a peer may take to send a whole request. It bounds a body that trickles. */
  readonly requestTimeout: number
  /** How often Node looks for sockets that are too late. */
  readonly connectionsCheckingInterval: number
}

/** Shorter than Node's own minutes, so idle sockets go soon. */
const defaults: Deadlines = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000
}

/** Makes a certificate or reads it. Returns `undefined` without TLS. Fails if TLS cannot use it. */
export const identityOf = Effect.fnUntraced(function* ({
  cert,
  host,
  key,
  tls
}: TlsOptions): Effect.fn.Return<Identity | undefined, CliFailure, Scope.Scope> {
  if (Option.isSome(cert) !== Option.isSome(key)) return yield* cliFailure("TLS needs both --cert and --key")
  if (tls && Option.isSome(cert)) {
    return yield* cliFailure("--tls makes a certificate, and --cert names one: give either")
  }
  if (tls) {
    const made = yield* makeCertificate(host)
    return { cert: made.pem, key: Redacted.value(made.key), made }
  }
  return Option.isSome(cert) && Option.isSome(key) ? yield* ofFiles(cert.value, key.value) : undefined
})

/** Reads a certificate and its key from their files. */
const ofFiles = Effect.fnUntraced(function* (cert: string, key: string): Effect.fn.Return<Identity, CliFailure> {
  const [certificate, secret] = yield* Effect.all([pem(cert), pem(key)])
  yield* Effect.try({
    try: () => createSecureContext({ cert: certificate, key: secret }),
    catch: (cause) => cliFailure(`${cert} and ${key} cannot be used for TLS: ${reasonOf(cause)}`)
  })
  return { cert: certificate, key: secret, made: undefined }
})

/** Listens until the scope ends, with TLS if there is an identity. `address` is the WebSocket address of its root. */
export const httpServer = Effect.fnUntraced(function* (
  { host, port }: HttpOptions,
  identity: Identity | undefined,
  deadlines: Deadlines = defaults
): Effect.fn.Return<{ readonly server: Server; readonly address: string }, CliFailure, Scope.Scope> {
  const server =
    identity === undefined
      ? createServer(deadlines)
      : createTlsServer({ ...deadlines, cert: identity.cert, key: identity.key })
  yield* Effect.acquireRelease(bind(server, host, port), () =>
    Effect.callback<void>((resume) => {
      server.close(() => resume(Effect.void))
      server.closeAllConnections()
    })
  )
  const bound = server.address()
  const actual = bound === null || typeof bound === "string" ? port : bound.port
  const name = host.includes(":") ? `[${host}]` : host
  return { server, address: `${identity === undefined ? "ws" : "wss"}://${name}:${actual}` }
})

/** Reads a PEM file. */
const pem = (path: string): Effect.Effect<Buffer, CliFailure> =>
  Effect.tryPromise({
    try: () => readFile(path),
    catch: (cause) => cliFailure(`cannot read ${path}: ${reasonOf(cause)}`)
  })

/** Binds the server to its port. */
const bind = (server: Server, host: string, port: number): Effect.Effect<void, CliFailure> =>
  Effect.callback((resume) => {
    const refused = (cause: NodeJS.ErrnoException) => {
      const message = whyNot(cause, host, port)
      resume(Effect.fail(cliFailure(message)))
    }
    server.once("error", refused)
    server.listen(port, host, () => {
      server.off("error", refused)
      resume(Effect.void)
    })
  })

/** Why a port cannot be bound, and what to do. */
const whyNot = (cause: NodeJS.ErrnoException, host: string, port: number): string => {
  switch (cause.code) {
    case "EADDRINUSE":
      return `port ${port} of ${host} is in use: choose another with --port, or 0 for any free one`
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is no address of this machine: choose another with --host, such as 127.0.0.1`
    case "EACCES":
      return `port ${port} of ${host} is reserved: choose one from 1024 on with --port`
    default:
      return `cannot listen on port ${port} of ${host}: ${reasonOf(cause)}`
  }
}
