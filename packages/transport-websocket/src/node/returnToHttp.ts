/** Upgrade requests for another protocol than WebSocket. */
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { TLSSocket } from "node:tls"

/** Whether a request asks to become a WebSocket (RFC 6455 section 4.2.1). */
export const asksForWebSocket = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.trim().toLowerCase() === "websocket"

/** Headers that concern the upgrade alone (RFC 9110 section 7.8, RFC 7540 section 3.2). */
const hop = new Set(["upgrade", "connection", "http2-settings"])

/**
 * Returns a request to the HTTP server as if it had asked for no upgrade. RFC 9110 section 7.8 requires that of a
 * server that does not know the protocol. Node passes every request with an `Upgrade` header to the upgrade listeners
 * once there is one, and the HTTP client of Java sends `Upgrade: h2c` with each request.
 */
export const returnToHttp = (server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void => {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const [name = "", value = ""] = [request.rawHeaders[at], request.rawHeaders[at + 1]]
    if (!hop.has(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]))
  server.emit(socket instanceof TLSSocket ? "secureConnection" : "connection", socket)
}
