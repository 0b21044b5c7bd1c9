/** A static site on loopback, for tests that need a page. */
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join, normalize } from "node:path"

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm"
}

/** A site that is being served. */
export interface Site {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Closes the server and every connection to it. */
  readonly close: () => Promise<void>
}

/** What a site serves. */
export interface SiteOptions {
  /** The folder whose files are served. `/` serves its index.html. */
  readonly root: string
  /** The Content-Security-Policy of every answer. Defaults to none. */
  readonly csp?: string
}

/** Serves a folder on loopback at a free port, until the caller closes it. */
export const serveFolder = async ({ root, csp }: SiteOptions): Promise<Site> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost")
    const path = normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname))
    const send = (status: number, body: string | Uint8Array, type: string) => {
      response.writeHead(status, {
        "content-type": type,
        "cache-control": "no-store",
        ...(csp === undefined ? {} : { "content-security-policy": csp })
      })
      response.end(body)
    }
    readFile(join(root, path)).then(
      (body) => send(200, body, types[extname(path)] ?? "application/octet-stream"),
      () => send(404, "not found", "text/plain")
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
