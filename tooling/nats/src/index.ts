/** Servers of NATS for tests. */
export { type NatsCluster, startCluster } from "./cluster.ts"
export { findNats, unpackNewerNats, versionOf } from "./find.ts"
export { NatsServer, type ServerOptions, startServer } from "./server.ts"
