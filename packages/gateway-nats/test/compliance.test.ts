import type { Adapter } from "@antiphon/gateway-compliance"
import { compliance } from "@antiphon/gateway-compliance/vitest"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, type NatsServer, startServer } from "@antiphon/nats-server"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll } from "vitest"

let server: NatsServer
beforeAll(async () => {
  server = await startServer({ binary: findNats() })
})
afterAll(() => server.remove())

const nats: Adapter = {
  name: "the engine on one server of NATS",
  nodes: "many",
  open: Effect.sync(() => ({ node: (node) => Layer.build(natsEngine({ node, servers: [server.url] })) }))
}

compliance(nats)
