/** Reads what a request says, and writes answers. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import type { Refusal } from "../node/Refusal.ts"

/** The bytes that a body may have at most. */
const maxBodyBytes = 262_144
/** A body has to arrive within this many milliseconds. */
const bodyMs = 10_000

/** The address of a request. */
export const urlOf = (request: IncomingMessage): URL =>
  URL.parse(`http://gateway${(request.url ?? "/").startsWith("/") ? (request.url ?? "/") : "/"}`) ??
  new URL("http://gateway/")

/** The subprotocols that a client offers. */
export const offersOf = (request: IncomingMessage): ReadonlyArray<string> =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((offer) => offer.trim())
    .filter((offer) => offer !== "")

const keyProtocol = "openai-insecure-api-key."

/** The key of a request, by header or subprotocol, or an empty text. */
export const keyOf = (request: IncomingMessage): string => {
  const bearer = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? "")?.[1]
  const header = request.headers["api-key"]
  const offer = offersOf(request).find((each) => each.startsWith(keyProtocol))
  return bearer ?? (typeof header === "string" && header !== "" ? header : (offer?.slice(keyProtocol.length) ?? ""))
}

/** The body as text, or `undefined` if it is too large, too late or cut. */
export const bodyOf = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve) => {
    const parts: Array<Buffer> = []
    let size = 0
    const end = (text: string | undefined): void => {
      clearTimeout(timer)
      request.off("data", onData)
      resolve(text)
    }
    const timer = setTimeout(() => end(undefined), bodyMs)
    const onData = (part: Buffer): void => {
      size += part.length
      if (size > maxBodyBytes) return end(undefined)
      parts.push(part)
    }
    request.on("data", onData)
    request.once("end", () => end(Buffer.concat(parts).toString()))
    request.once("error", () => end(undefined))
    request.once("close", () => end(undefined))
  })

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly type?: string
}

/** An error in the form of OpenAI's API. */
export const errorBody = ({ code, message, status }: Refusal) => ({
  error: { message, type: status >= 500 ? "server_error" : "invalid_request_error", param: null, code }
})

/** Writes an answer. */
export const respond = (response: ServerResponse, { body, status, type = "application/json" }: Answer): void => {
  const text = typeof body === "string" ? body : JSON.stringify(body)
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) }).end(text)
}

/** Refuses an upgrade with an HTTP answer. */
export const refuseUpgrade = (socket: Duplex, error: Refusal): void => {
  if (!socket.writable) return void socket.destroy()
  const text = JSON.stringify(errorBody(error))
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Error"}`,
    "connection: close",
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(text)}`
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`)
  setTimeout(() => socket.destroy(), 1_000).unref()
}
