/** Engines on a server of the test's own. */
import { type Engine, freshToken, SessionBus, SessionLog, type Token, token, UsageLog } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, type NatsServer, type ServerOptions, startServer } from "@antiphon/nats-server"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { openLink } from "../src/link/Link.ts"
import { Proxy } from "./Proxy.ts"

export const name = (text: string): Token => token(text) ?? freshToken("n")

/** A server that ends with the scope. */
export const serverOf = (options: Partial<ServerOptions> = {}) =>
  Effect.acquireRelease(
    Effect.promise(() => startServer({ binary: findNats(), ...options })),
    (server) => Effect.promise(() => server.remove())
  )

export const proxyOf = ({ port }: NatsServer) =>
  Effect.acquireRelease(
    Effect.promise(() => Proxy.open(port)),
    (proxy) => Effect.sync(() => proxy.close())
  )

/** The services of a node. */
export const engineOf = (node: string, ...servers: ReadonlyArray<string>) =>
  Effect.map(Layer.build(natsEngine({ node: name(node), servers })), (engine: Context.Context<Engine>) => ({
    log: Context.get(engine, SessionLog),
    bus: Context.get(engine, SessionBus),
    usage: Context.get(engine, UsageLog)
  }))

/** A connection of the engine's kind, to look behind it. */
export const linkOf = (...servers: ReadonlyArray<string>) =>
  Effect.map(openLink({ node: name("looker"), servers, replicas: 1 }, "test"), ({ link }) => link)
