/** A page with a program of the tests, served on loopback: Web Audio and microphones want a secure context. */
import { type Browser, launchChromium, type Page, serveFolder, type Site } from "@antiphon/chromium"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { build } from "esbuild"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const worklets = dirname(fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js")))

type Name = "calls" | "comply"

/** The bundle of `chromium/NAME.ts`, as a user makes it. Each is made once. */
const bundles = new Map<Name, Promise<Uint8Array>>()
const bundleOf = (name: Name): Promise<Uint8Array> => {
  const known =
    bundles.get(name) ??
    build({
      entryPoints: [fileURLToPath(new URL(`chromium/${name}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "error"
    }).then(({ outputFiles: [file] }) => file?.contents ?? new Uint8Array())
  bundles.set(name, known)
  return known
}

/** Serves a bundle with the worklets beside it until the scope ends. */
const siteOf = (name: Name): Effect.Effect<Site, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const root = await mkdtemp(join(tmpdir(), "webrtc-page-"))
      await writeFile(join(root, "main.js"), await bundleOf(name))
      await cp(worklets, join(root, "worklets"), { recursive: true })
      await writeFile(join(root, "index.html"), `<!doctype html><script type="module" src="/main.js"></script>`)
      const site = await serveFolder({ root, csp: "script-src 'self'" })
      return { ...site, close: () => site.close().then(() => rm(root, { recursive: true, force: true })) }
    }),
    (site) => Effect.promise(() => site.close())
  )

/** A browser until the scope ends. */
export const browser: Effect.Effect<Browser, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => launchChromium()),
  (running) => Effect.promise(() => running.close())
)

/** The page `NAME`, ready, in a browser. */
export const openPage = (running: Browser, name: Name): Effect.Effect<Page, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { url } = yield* siteOf(name)
    return yield* Effect.promise(async () => {
      const page = await running.newPage()
      await page.goto(url, { waitUntil: "load" })
      return page
    })
  })
