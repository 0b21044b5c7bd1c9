/** The flags of `antiphon gateway`. */
import * as Effect from "effect/Effect"
import { Command, Flag } from "effect/cli"
import { structuredLogs } from "../serve/log.ts"
import { gateway } from "./gateway.ts"
import { providerNames } from "./upstreamOf.ts"

const flags = {
  host: Flag.String("host").pipe(
    Flag.withDescription("The address to listen on. Defaults to 127.0.0.1. Any other needs --tenants"),
    Flag.withDefault("127.0.0.1")
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The port. Defaults to 8766. With 0 any free one, which the log names"),
    Flag.withDefault(8766),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    )
  ),
  tls: Flag.Boolean("tls").pipe(
    Flag.withDescription(
      "Make a certificate for this run, which makes the address wss, for clients that dial nothing else, such as the openai package. Its file is in the log"
    ),
    Flag.withDefault(false)
  ),
  cert: Flag.String("cert").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The certificate for TLS, which makes the address wss"),
    Flag.optional
  ),
  key: Flag.String("key").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The private key of the certificate"),
    Flag.optional
  ),
  node: Flag.String("node").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The name of this node, unique in the gateway. Defaults to a random one"),
    Flag.optional
  ),
  upstream: Flag.String("upstream").pipe(
    Flag.withMetavar("WSS-URL"),
    Flag.withDescription(
      "The service behind the gateway, e.g. wss://api.openai.com/v1, with the key in OPENAI_API_KEY. Defaults to the offline server in this process"
    ),
    Flag.optional
  ),
  provider: Flag.Literals("provider", providerNames).pipe(
    Flag.withDescription(
      "The provider behind the gateway, with its key in ANTIPHON_UPSTREAM_KEY and its address in --upstream if it needs one"
    ),
    Flag.optional
  ),
  model: Flag.String("model").pipe(Flag.withDescription("The model for clients that name none"), Flag.optional),
  tenants: Flag.String("tenants").pipe(
    Flag.withMetavar("FILE.json"),
    Flag.withDescription("The tenants with their keys and limits. Without it everyone on this machine is admitted"),
    Flag.optional
  ),
  folder: Flag.String("folder").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription(
      "Keeps logs, usage and sound there, so that a restart finds its sessions again. Without it they stay in memory"
    ),
    Flag.optional
  ),
  nats: Flag.String("nats").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      "Keeps everything on NATS JetStream for any number of nodes, e.g. nats://127.0.0.1:4222. Several addresses are separated by commas. --folder then holds only what waits while NATS is down"
    ),
    Flag.optional
  ),
  drainSeconds: Flag.Int("drain-seconds").pipe(
    Flag.withDescription("How long SIGTERM waits for the ends of answers. Defaults to 120"),
    Flag.withDefault(120)
  )
}

/** The `gateway` subcommand. */
export const gatewayCommand = Command.make(
  "gateway",
  flags,
  Effect.fnUntraced(function* (options) {
    yield* gateway(options).pipe(
      Effect.scoped,
      // A stopped gateway has done its job.
      Effect.onInterrupt(() =>
        Effect.sync(() => {
          process.exitCode = 0
        })
      ),
      Effect.provide(structuredLogs)
    )
  })
).pipe(
  Command.withDescription(
    "Relay clients to a realtime service, keep its key, record each session, and let sessions outlive sockets and restarts. The guide gateway.md has the rest."
  )
)
