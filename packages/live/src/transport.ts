/** The transport of a platform that brings its own `WebSocket`. Node has another file under this name (`imports`). */
export { make } from "@antiphon/transport-websocket"
