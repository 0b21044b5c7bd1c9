/** Opens a page of a guide in Chromium, and serves the key that the page asks for. */
import { Wav } from "@antiphon/audio"
import { launchChromium, type Page, serveFolder } from "@antiphon/chromium"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { build } from "esbuild"
import { readFile, writeFile } from "node:fs/promises"
import { request } from "node:https"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { pathOf } from "./guides.ts"
import { remember } from "./peers.ts"
import { folder } from "./scripted.ts"

/** A recording of a man who speaks for five of seven and a half seconds. */
export const speech = fileURLToPath(new URL("../../../apps/terminal/assets/user-turn.wav", import.meta.url))

/** A file of the first seconds of that speech and then silence. The fake microphone plays it in a loop. */
export const sentence = Effect.gen(function* () {
  const read = Wav.read(yield* Effect.promise(() => readFile(speech)))
  const said = read._tag === "Success" ? read.success.channels[0]?.subarray(0, 60_000) : undefined
  const samples = new Int16Array(108_000)
  samples.set(said ?? [])
  const path = join(yield* folder, "sentence.wav")
  yield* Effect.promise(() => writeFile(path, Wav.write({ sampleRate: 24_000, channels: [samples] })))
  return path
})

/** Bundles a program for the browser. */
export const bundle = (program: string, outfile: string) =>
  Effect.promise(() =>
    build({
      entryPoints: [pathOf(program)],
      bundle: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      supported: { "top-level-await": true },
      outfile,
      logLevel: "error"
    })
  )

/**
 * Opens each program as a page of one site. `serve` starts the server that the site's `/token` names, for this origin.
 */
export const openPages = <Program extends string>(
  programs: ReadonlyArray<Program>,
  serve: (origin: string) => Effect.Effect<{ readonly url: string; readonly cert: string }, never, Scope.Scope>
): Effect.Effect<ReadonlyMap<Program, Page>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const root = yield* folder
    const site = yield* Effect.acquireRelease(
      Effect.promise(() => serveFolder({ root })),
      ({ close }) => Effect.promise(close)
    )
    const { cert, url } = yield* serve(site.url)
    yield* Effect.promise(async () =>
      writeFile(join(root, "token"), JSON.stringify({ url, key: await clientSecret(url, cert) }))
    )
    const args = ["--ignore-certificate-errors"]
    const microphone = yield* sentence
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() => launchChromium({ microphone, args })),
      (open) => Effect.promise(() => open.close())
    )
    const pages = yield* Effect.forEach(programs, (program, at) =>
      Effect.andThen(
        bundle(program, join(root, `${at}.js`)),
        Effect.promise(async () => {
          await writeFile(
            join(root, `${at}.html`),
            `<!doctype html><body><script type="module" src="/${at}.js"></script>`
          )
          const page = await browser.newPage()
          await page.addInitScript(remember)
          await page.goto(`${site.url}/${at}.html`)
          return [program, page] as const
        })
      )
    )
    return new Map(pages)
  })

const clientSecret = async (url: string, cert: string): Promise<string> => {
  const ca = await readFile(cert)
  const headers = { "content-type": "application/json", authorization: "Bearer sk-any" }
  const answer = Promise.withResolvers<string>()
  request(`${url}/realtime/client_secrets`, { method: "POST", headers, ca }, async (response) =>
    answer.resolve((await response.toArray()).join(""))
  )
    .on("error", answer.reject)
    .end(JSON.stringify({ session: { type: "realtime", model: "gpt-realtime" } }))
  const { value }: { readonly value: string } = JSON.parse(await answer.promise)
  return value
}
