/** The HTTP server under `antiphon serve`, plain or with TLS. The scope closes it. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { readFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { type Certificate, makeCertificate } from "./certificate.ts"

/** Where to listen. */
export interface HttpOptions {
  readonly host: string
  readonly port: number
  /** Whether to make a certificate, which ends with the server. */
  readonly tls: boolean
  /** PEM files. */
  readonly cert: Option.Option<string>
  readonly key: Option.Option<string>
}

/** How long a peer may take to send its headers, in ms. Shorter than Node's own minute, so idle sockets go soon. */
const headersTimeout = 10_000
/** How long a peer may take to send a whole request, in ms. It bounds a body that trickles. */
const requestTimeout = 30_000

/** A server that listens. */
export interface Listening {
  readonly server: Server
  /** The WebSocket address of its root. */
  readonly address: string
  /** The certificate that was made for it, if one was. */
  readonly certificate: Certificate | undefined
}

/** Listens until the scope ends. */
export const httpServer = Effect.fnUntraced(function* (
  options: HttpOptions
): Effect.fn.Return<Listening, CliFailure, Scope.Scope> {
  const { cert, host, key, port, tls } = options
  if (Option.isSome(cert) !== Option.isSome(key)) return yield* cliFailure("TLS needs both --cert and --key")
  if (tls && Option.isSome(cert)) {
    return yield* cliFailure("--tls makes a certificate, and --cert names one: give either")
  }
  const certificate = tls ? yield* makeCertificate(host) : undefined
  const secure = tls || Option.isSome(cert)
  const server =
    certificate !== undefined
      ? createTlsServer({ ...timeouts, cert: certificate.pem, key: Redacted.value(certificate.key) })
      : Option.isSome(cert) && Option.isSome(key)
        ? yield* withFiles(cert.value, key.value)
        : createServer(timeouts)
  yield* Effect.acquireRelease(bind(server, host, port), () =>
    Effect.callback<void>((resume) => {
      server.close(() => resume(Effect.void))
      server.closeAllConnections()
    })
  )
  const bound = server.address()
  const actual = bound === null || typeof bound === "string" ? port : bound.port
  const name = host.includes(":") ? `[${host}]` : host
  return { server, address: `${secure ? "wss" : "ws"}://${name}:${actual}`, certificate }
})

/** The deadlines of both kinds of server. */
const timeouts = { headersTimeout, requestTimeout, connectionsCheckingInterval: 1000 }

/** Makes a server with the certificate of two files. */
const withFiles = Effect.fnUntraced(function* (cert: string, key: string): Effect.fn.Return<Server, CliFailure> {
  const [certificate, secret] = yield* Effect.all([pem(cert), pem(key)])
  return yield* Effect.try({
    try: () => createTlsServer({ ...timeouts, cert: certificate, key: secret }),
    catch: (cause) => cliFailure(`${cert} and ${key} cannot be used for TLS: ${reasonOf(cause)}`)
  })
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
      const message =
        cause.code === "EADDRINUSE"
          ? `port ${port} of ${host} is in use: choose another with --port, or 0 for any free one`
          : `cannot listen on port ${port} of ${host}: ${reasonOf(cause)}`
      resume(Effect.fail(cliFailure(message)))
    }
    server.once("error", refused)
    server.listen(port, host, () => {
      server.off("error", refused)
      resume(Effect.void)
    })
  })
