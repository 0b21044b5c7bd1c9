/** Serves the page on loopback, with its files, its targets and its ephemeral keys. `close` ends it. */
import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { extname, join, normalize } from "node:path"
import { fileURLToPath } from "node:url"
import { isOwn } from "./isOwn.ts"
import { mint, openaiTarget } from "./keys.ts"
import { answerOffer } from "./liveCall.ts"
import { isToken, tokenHeader, withToken } from "./pageToken.ts"

/** The running server of the page. */
export interface PageServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Adds the realtime server to the targets of the page. */
  readonly offer: (url: string, engine: string) => void
  /** Closes the server and every connection. */
  readonly close: () => Promise<void>
}

/** The built page. */
const root = fileURLToPath(new URL("../../dist/page/", import.meta.url))

/** The content types of the files. */
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wav": "audio/wav",
  ".wasm": "application/wasm"
}

/** What the console asks a server for with its key, a key for the page or a Live session. */
const withKey = /^\/(keys|live)\/(local|openai)$/

/** Serves the built page on this machine. Port 0 is any free port. */
export const servePage = async (port: number): Promise<PageServer> => {
  const token = randomBytes(32).toString("base64url")
  let local: { readonly url: string; readonly engine: string } | undefined
  const targets = () => [
    ...(local === undefined
      ? []
      : [{ id: "local", about: `${local.engine} engine`, url: local.url, model: "gpt-realtime", mints: true }]),
    openaiTarget()
  ]

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost")
    const json = (status: number, body: unknown): void =>
      send(response, { status, body: JSON.stringify(body), type: "application/json" })
    if (!isOwn(request, server.address()))
      return json(403, { message: "This server answers only its own page. Open its address in the browser." })
    if (pathname === "/console.json") return json(200, { targets: targets() })
    const [, what, id] = withKey.exec(pathname) ?? []
    if (what !== undefined) {
      if (request.method !== "POST") return json(405, { message: "Use POST." })
      if (!isToken(token, request.headers[tokenHeader]))
        return json(403, { message: "The token of the page is old. Reload the page." })
      const url = id === "local" ? local?.url : undefined
      const { body, status } = await (what === "keys" ? mint(url) : answerOffer(request, url))
      return json(status, body)
    }
    const path = normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname))
    const file = await readFile(join(root, path)).catch(() => undefined)
    if (file === undefined) return send(response, { status: 404, body: "not found", type: "text/plain" })
    const body = path === "/index.html" ? withToken(file.toString(), token) : file
    const type = types[extname(path)] ?? "application/octet-stream"
    send(response, { status: 200, body, type, policy: policyFor(targets()) })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "EADDRINUSE" ? new Error(`port ${port} is in use: choose another with PORT=…`) : cause)
    )
    server.listen(port, "127.0.0.1", resolve)
  })
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the page's server has no port")
  return {
    origin: `http://127.0.0.1:${address.port}`,
    offer: (url, engine) => {
      local = { url, engine }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

/** The page runs only its own files and WebAssembly, and connects only to the targets. */
const policyFor = (targets: ReadonlyArray<{ readonly url: string }>): string => {
  const origins = targets.flatMap(({ url }) => {
    const { host, protocol } = new URL(url)
    const isSecure = protocol === "wss:" || protocol === "https:"
    return isSecure ? [`wss://${host}`, `https://${host}`] : [`ws://${host}`, `http://${host}`]
  })
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${origins.join(" ")}`,
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'none'"
  ].join("; ")
}

/** An answer without the headers that every answer has. */
interface Answer {
  readonly status: number
  readonly body: string | Uint8Array
  readonly type: string
  /** The content security policy. Defaults to one that loads nothing. */
  readonly policy?: string
}

/** Sends an answer with the headers that every answer has. */
const send = (response: ServerResponse, { body, policy = "default-src 'none'", status, type }: Answer): void => {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": policy
  })
  response.end(body)
}
