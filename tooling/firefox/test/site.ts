/** The pages that the packages show to Chromium in their own tests, from one site. */
import { serveFolder, type Site } from "@antiphon/chromium"
import { build } from "esbuild"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const worklets = dirname(fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js")))

/** The programs by the name of their page. */
const programs = {
  audio: "packages/audio/test/page/main.ts",
  calls: "packages/transport-webrtc/test/chromium/calls.ts",
  complyWebSocket: "packages/transport-websocket/test/chromium/page.ts"
} as const

/** Serves them as `/NAME.html`, with a policy that runs no other script. */
export const serveSite = async (): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), "firefox-site-"))
  await build({
    entryPoints: Object.entries(programs).map(([out, path]) => ({ in: join(root, path), out })),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: folder,
    logLevel: "error"
  })
  await cp(worklets, join(folder, "worklets"), { recursive: true })
  await cp(join(root, "packages/audio/test/page/recorder.js"), join(folder, "recorder.js"))
  for (const name of Object.keys(programs)) {
    const html = `<!doctype html><title>${name}</title><script type="module" src="/${name}.js"></script>`
    await writeFile(join(folder, `${name}.html`), html)
  }
  const site = await serveFolder({ root: folder, csp: "script-src 'self'" })
  return { ...site, close: () => site.close().then(() => rm(folder, { recursive: true, force: true })) }
}
