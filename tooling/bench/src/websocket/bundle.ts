/** Measures the size of bundles for a page. */
import { build } from "esbuild"
import { gzipSync } from "node:zlib"

/** Bytes of a minified bundle for the browser, gzipped at level 9. */
export const bundleBytes = async (source: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "error"
  })
  return outputFiles.reduce((bytes, { contents }) => bytes + gzipSync(contents, { level: 9 }).length, 0)
}

/** A page that can hold a conversation, with both vocabularies, endpoints and the adapter. */
export const page = `
  import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
  import { make } from "@antiphon/transport-websocket/browser"
  globalThis.antiphon = { ClientEvent, Endpoint, ServerEvent, connect: make().connect }
`

/** A page with the official client, which types events and does not validate them. */
export const officialPage = `
  import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket"
  globalThis.official = OpenAIRealtimeWebSocket
`
