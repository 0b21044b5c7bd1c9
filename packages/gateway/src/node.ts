/** A node of the gateway, over HTTP and WebSockets. For Node.js. */
export { fileEngine } from "./files/fileEngine.ts"
export { CannotListen, type ServedNode, type ServeOptions, serveNode } from "./http/serve.ts"
export { resumeProtocol } from "./http/upgrade.ts"
export type { Tenant } from "./http/Tenants.ts"
export { type GatewayNode, makeNode } from "./node/makeNode.ts"
export type { GatewayOptions } from "./node/Settings.ts"
export { gaUpstream, providerUpstream, type Upstream, type UpstreamAsk, UpstreamRefused } from "./relay/Upstream.ts"
export type { Peer } from "./relay/Peer.ts"
