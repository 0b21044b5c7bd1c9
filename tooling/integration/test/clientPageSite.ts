/** Serves the client's unchanged example for a page from its own site. */
import { recorder, serveFolder, type Site } from "@antiphon/chromium"
import { build } from "esbuild"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const example = fileURLToPath(new URL("../../../packages/client/examples/browser.ts", import.meta.url))
const worklets = dirname(fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js")))

/**
 * Serves the page, which talks to `realtimeUrl`, and its key. The page loads no other scripts and opens no other
 * sockets.
 */
export const makeSite = async (realtimeUrl: string): Promise<Site> => {
  const root = await mkdtemp(join(tmpdir(), "client-page-"))
  await build({
    entryPoints: [example],
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outfile: join(root, "main.js")
  })
  await cp(worklets, join(root, "worklets"), { recursive: true })
  await writeFile(join(root, "recorder.js"), recorder)
  await writeFile(join(root, "token"), "ek_for_this_test")
  await writeFile(
    join(root, "index.html"),
    `<!doctype html><html data-realtime-url="${realtimeUrl}"><title>client</title>
    <button>Talk</button><script type="module" src="/main.js"></script>`
  )
  const site = await serveFolder({ root, csp: "script-src 'self'" })
  return {
    url: site.url,
    close: async () => {
      await site.close()
      await rm(root, { recursive: true, force: true })
    }
  }
}
