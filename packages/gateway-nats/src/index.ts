/** The engine of the gateway on NATS JetStream. */
export { natsEngine } from "./natsEngine.ts"
export type { NatsOptions } from "./NatsOptions.ts"
export { UnsuitableServer } from "./UnsuitableServer.ts"
