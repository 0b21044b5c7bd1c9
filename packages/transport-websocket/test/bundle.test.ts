/** What a page loads that connects by core and this adapter alone. */
import { gzipSync } from "node:zlib"
import { assert, it } from "@effect/vitest"
import { build } from "esbuild"

const page = `
  import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
  import { make } from "@antiphon/transport-websocket/browser"
  globalThis.antiphon = { ClientEvent, Endpoint, ServerEvent, connect: make().connect }`

it("a page with both vocabularies and the platform's WebSocket loads at most 30 kB, gzipped, and no Schema", async () => {
  const { metafile, outputFiles } = await build({
    stdin: { contents: page, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false
  })
  assert.isAtMost(gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length, 30_000)
  const loaded = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  )
  assert.deepStrictEqual(
    loaded.filter((file) => /effect\/dist\/(Schema|Queue|Layer)|redactValue/.test(file)),
    []
  )
})
