/** Servers of NATS for tests. */
export { findNats, unpackNewerNats, versionOf } from "./find.ts"
export { freePorts, NatsServer, startCluster, startServer, type ServerOptions } from "./server.ts"
