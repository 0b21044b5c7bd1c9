/** The pages that the packages show to Chromium in their own tests, from one site. */
import { serveFolder, type Site } from "@antiphon/chromium"
import { build } from "esbuild"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const packages = fileURLToPath(new URL("../../../packages/", import.meta.url))
const worklets = dirname(fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js")))

/** The programs by the name of their page. */
const programs = {
  audio: "audio/test/page/main.ts",
  calls: "transport-webrtc/test/chromium/calls.ts",
  complyWebSocket: "transport-websocket/test/chromium/page.ts"
} as const

/** Serves them as `/NAME.html`, with a policy that runs no other script. */
export const serveSite = async (): Promise<Site> => {
  const root = await mkdtemp(join(tmpdir(), "firefox-site-"))
  await build({
    entryPoints: Object.entries(programs).map(([out, path]) => ({ in: join(packages, path), out })),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: root,
    logLevel: "error"
  })
  await cp(worklets, join(root, "worklets"), { recursive: true })
  await cp(join(packages, "audio/test/page/recorder.js"), join(root, "recorder.js"))
  for (const name of Object.keys(programs)) {
    const html = `<!doctype html><title>${name}</title><script type="module" src="/${name}.js"></script>`
    await writeFile(join(root, `${name}.html`), html)
  }
  const site = await serveFolder({ root, csp: "script-src 'self'" })
  return { ...site, close: () => site.close().then(() => rm(root, { recursive: true, force: true })) }
}
