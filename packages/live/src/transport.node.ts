/** The transport of Node. */
export { make } from "@antiphon/transport-websocket/node"
