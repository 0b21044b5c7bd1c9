/** Runs `antiphon gateway`: one node with its engine, until the process is stopped. */
import { type Engine, type EngineUnavailable, freshToken, memoryEngine, type Token, token } from "@antiphon/gateway"
import { fileEngine, serveNode } from "@antiphon/gateway/node"
import type { UnsuitableServer } from "@antiphon/gateway-nats"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { identityOf, type TlsOptions } from "../serve/httpServer.ts"
import { isLoopback } from "../serve/origins.ts"
import { readTenants } from "./readTenants.ts"
import { upstreamOf } from "./upstreamOf.ts"

/** The flags of the command. */
export interface GatewayFlags extends Readonly<Parameters<typeof upstreamOf>[0]>, TlsOptions {
  readonly port: number
  readonly node: Option.Option<string>
  readonly tenants: Option.Option<string>
  readonly folder: Option.Option<string>
  readonly nats: Option.Option<string>
  readonly drainSeconds: number
}

const credentialsOf = (path: string) =>
  Effect.tryPromise({
    try: async () => Redacted.make(await readFile(path, "utf8")),
    catch: (cause) => cliFailure(`ANTIPHON_NATS_CREDENTIALS cannot be read: ${reasonOf(cause)}`)
  })

/** The engine of several nodes. It is loaded only here, because its client takes a while to load. */
const natsOf = (addresses: string, node: Token) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const servers = addresses.split(",").map((address) => address.trim())
      const wrong = servers.find((server) => !/^(nats|tls):\/\/[^/]+\/?$/.test(server) || !URL.canParse(server))
      if (wrong !== undefined)
        return yield* cliFailure("--nats needs addresses such as nats://127.0.0.1:4222, with commas between them")
      const path = yield* Effect.orDie(Config.option(Config.String("ANTIPHON_NATS_CREDENTIALS")))
      const credentials = Option.isNone(path) ? {} : { credentials: yield* credentialsOf(path.value) }
      const { natsEngine } = yield* Effect.promise(() => import("@antiphon/gateway-nats"))
      return natsEngine({ node, servers, ...credentials })
    })
  )

/** The engine of a node. */
const engineOf = (
  { folder, nats }: GatewayFlags,
  node: Token
): Layer.Layer<Engine, EngineUnavailable | UnsuitableServer | CliFailure> => {
  if (Option.isSome(nats)) return natsOf(nats.value, node)
  return Option.isSome(folder) ? fileEngine({ node, folder: folder.value }) : memoryEngine({ node })
}

/** Exports metrics, traces and logs if `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector. */
const telemetry = (node: Token) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const endpoint = yield* Effect.orDie(Config.option(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT")))
      if (Option.isNone(endpoint)) return Layer.empty
      const { Otlp, FetchHttpClient } = yield* Effect.promise(() => import("./otlp.ts"))
      const resource = { serviceName: "antiphon-gateway", attributes: { "service.instance.id": node } }
      const exporter = Otlp.layerJson({ baseUrl: endpoint.value, resource, loggerMergeWithExisting: true })
      return Layer.provide(exporter, FetchHttpClient.layer)
    })
  )

/** Serves until it is interrupted, and then hands its sessions over between turns. */
export const gateway = Effect.fnUntraced(function* (
  flags: GatewayFlags
): Effect.fn.Return<void, CliFailure, Scope.Scope> {
  const tenants = Option.isNone(flags.tenants) ? undefined : yield* readTenants(flags.tenants.value)
  const { host, port } = flags
  if (tenants === undefined && !isLoopback(host))
    return yield* cliFailure(`everyone who reaches ${host} would be admitted: give --tenants FILE, or leave --host out`)
  const node = Option.match(flags.node, { onNone: () => freshToken("node"), onSome: token })
  if (node === undefined) return yield* cliFailure("--node needs a name of at most 128 letters, digits, _ and -")
  const secrets = yield* Effect.orDie(Config.option(Config.String("ANTIPHON_GATEWAY_SECRETS")))
  const tokenSecrets = Option.map(secrets, (text) => text.split(",").map((secret) => Redacted.make(secret.trim())))
  if (Option.isSome(flags.nats) && Option.isNone(tokenSecrets))
    return yield* cliFailure(
      "--nats needs ANTIPHON_GATEWAY_SECRETS, the same on all nodes, so that each takes the resume tokens of the others"
    )
  const identity = yield* identityOf(flags)
  const upstream = yield* upstreamOf(flags)
  yield* Effect.gen(function* () {
    const served = yield* serveNode({
      host,
      port,
      node,
      upstream,
      drainMs: flags.drainSeconds * 1_000,
      ...(tenants && { tenants }),
      ...(identity && { tls: { cert: String(identity.cert), key: String(identity.key) } }),
      ...(Option.isSome(tokenSecrets) && { tokenSecrets: tokenSecrets.value }),
      ...(Option.isSome(flags.folder) && { buffer: { spillDir: join(flags.folder.value, "spill") } })
    })
    const name = served.host.includes(":") ? `[${served.host}]` : served.host
    const url = `${identity === undefined ? "ws" : "wss"}://${name}:${served.port}/v1/realtime`
    if (identity?.made !== undefined) {
      const { fingerprint, path } = identity.made
      yield* Effect.annotateLogs(Effect.logInfo("made a certificate"), { path, fingerprint })
    }
    yield* Effect.annotateLogs(Effect.logInfo("listening"), { url, node, upstream: upstream.name })
    yield* Effect.onInterrupt(Effect.never, () =>
      Effect.andThen(
        Effect.annotateLogs(Effect.logInfo("draining"), { sessions: served.context.sessions.size }),
        served.drain
      )
    )
  }).pipe(
    Effect.provide(engineOf(flags, node)),
    Effect.provide(telemetry(node)),
    Effect.mapError(({ message }) => cliFailure(message))
  )
})
