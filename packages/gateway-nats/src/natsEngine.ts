/** The engine on NATS JetStream, for any number of nodes. */
import {
  AudioStore,
  type Engine,
  type EngineUnavailable,
  Nodes,
  Secrets,
  SessionBus,
  SessionLog,
  SessionRegistry,
  TenantLimits,
  UsageLog
} from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ensureStreams } from "./jetstream/streams.ts"
import { openLink } from "./link/Link.ts"
import type { NatsOptions } from "./NatsOptions.ts"
import { natsAudio } from "./services/audio.ts"
import { natsBus } from "./services/bus.ts"
import { natsLimits } from "./services/limits.ts"
import { natsLog } from "./services/log.ts"
import { natsNodes } from "./services/nodes.ts"
import { natsRegistry } from "./services/registry.ts"
import { natsSecrets } from "./services/secrets.ts"
import { natsUsage } from "./services/usage.ts"
import { Store } from "./Store.ts"
import type { UnsuitableServer } from "./UnsuitableServer.ts"

/**
 * All services of a node on NATS. A node has two connections, because an observer that takes nothing stalls the connection that its
 * events go over. Fails at the start with the reason if the servers cannot keep sessions.
 */
export const natsEngine = (options: NatsOptions): Layer.Layer<Engine, EngineUnavailable | UnsuitableServer> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { link, replicas } = yield* openLink(options, "log")
      const { link: bus } = yield* openLink({ ...options, replicas: 1 }, "bus")
      yield* ensureStreams(link, replicas)
      const store = new Store(options.node, link)
      return Layer.mergeAll(
        Layer.succeed(SessionLog, natsLog(store)),
        Layer.succeed(SessionRegistry, yield* natsRegistry(store)),
        Layer.succeed(SessionBus, natsBus(bus)),
        Layer.succeed(Nodes, natsNodes(store, replicas)),
        Layer.succeed(TenantLimits, natsLimits(store)),
        Layer.succeed(UsageLog, natsUsage(store)),
        Layer.succeed(Secrets, natsSecrets(store)),
        Layer.succeed(AudioStore, natsAudio(store))
      )
    })
  )
