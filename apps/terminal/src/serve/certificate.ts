/** Makes the certificate of `antiphon serve --tls`. It lasts as long as the server. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { X509Certificate } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { isIP } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"

/** A self-signed certificate. The private key stays in memory. */
export interface Certificate {
  readonly pem: string
  readonly key: Redacted.Redacted<string>
  /** The file with the certificate, for clients that must trust it. */
  readonly path: string
  /** Its SHA-256 in hex, with colons. */
  readonly fingerprint: string
}

/** How long the certificate is valid, in days. */
const days = 30

/** The names and addresses of this machine alone. */
const own = ["localhost", "127.0.0.1", "::1"]

/** Makes a certificate for this machine and the host. The scope removes its file. */
export const makeCertificate = Effect.fnUntraced(function* (
  host: string
): Effect.fn.Return<Certificate, CliFailure, Scope.Scope> {
  const now = yield* Clock.currentTimeMillis
  const names = [...new Set([...own, host])].filter((name) => !["0.0.0.0", "::"].includes(name))
  // Its hundred modules would be a tenth of every start.
  const { generate } = yield* attempt(() => import("selfsigned"))
  const made = yield* attempt(() =>
    generate([{ name: "commonName", value: "antiphon serve" }], {
      keyType: "ec",
      algorithm: "sha256",
      notBeforeDate: new Date(now - 60_000),
      notAfterDate: new Date(now + days * 86_400_000),
      extensions: [
        { name: "basicConstraints", cA: false, critical: true },
        { name: "keyUsage", digitalSignature: true, critical: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: names.map((name) =>
            isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name }
          )
        }
      ]
    })
  )
  const folder = yield* Effect.acquireRelease(
    attempt(() => mkdtemp(join(tmpdir(), "antiphon-tls-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )
  const path = join(folder, "cert.pem")
  yield* attempt(() => writeFile(path, made.cert))
  const { fingerprint256 } = new X509Certificate(made.cert)
  return { pem: made.cert, key: Redacted.make(made.private), path, fingerprint: fingerprint256 }
})

const attempt = <A>(run: () => Promise<A>): Effect.Effect<A, CliFailure> =>
  Effect.tryPromise({ try: run, catch: (cause) => cliFailure(`--tls cannot make a certificate: ${reasonOf(cause)}`) })
