import { assert, it } from "@effect/vitest"
import { build } from "esbuild"
import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Script } from "@antiphon/server"
import { served } from "./clientServed.ts"

const said = "It is noon, as always."
const script: Script = { turns: [{ say: said }] }
const run = promisify(execFile)
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const binary = (name: string): string => path(`../node_modules/.bin/${name}`)
const program = path("runtimes/script.ts")

/** The environment of the program. The answer is not to hang on a key of the machine. */
const env = (url: string) => ({
  PATH: process.env["PATH"],
  REALTIME_URL: url,
  DENO_NO_UPDATE_CHECK: "1",
  NO_COLOR: "1"
})

it.each([
  ["Node", process.execPath, [program]],
  ["Bun", binary("bun"), ["--no-install", program]],
  ["Deno", binary("deno"), ["run", "--cached-only", "--no-lock", "--node-modules-dir=manual", "--allow-all", program]]
])("%s holds a turn", (_name, runtime, args) =>
  served(script, async (url) => {
    const { stdout } = await run(runtime, args, { env: env(url) })
    assert.strictEqual(stdout, said)
  })
)

const config = (url: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = .turn),
  (name = "internet", network = (allow = ["public", "local"]))
]);
const turn :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
  bindings = [(name = "REALTIME_URL", text = ${JSON.stringify(url)}), (name = "WANTED", text = ${JSON.stringify(said)})]
);
`

it("workerd, the runtime of Cloudflare Workers, holds a turn", () =>
  served(script, async (url) => {
    const folder = await mkdtemp(join(tmpdir(), "client-workerd-"))
    try {
      const entryPoints = [path("runtimes/worker.ts")]
      const conditions = ["workerd", "worker"]
      const outfile = join(folder, "worker.js")
      await build({ entryPoints, conditions, outfile, bundle: true, format: "esm", platform: "browser" })
      await writeFile(join(folder, "config.capnp"), config(url))
      await run(binary("workerd"), ["test", join(folder, "config.capnp")], { env: env(url) })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }))
