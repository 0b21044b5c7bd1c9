/** What an import of the package loads. */
import { execFileSync } from "node:child_process"
import { assert, it } from "@effect/vitest"
import { build } from "esbuild"

const program = (entry: string) => `
  import { registerHooks } from "node:module"
  const load = (url, context, next) => {
    console.log(url)
    return next(url, context)
  }
  registerHooks({ load })
  await import("${entry}")`

it.each(["@antiphon/client", "@antiphon/client/http"])(
  "an import of %s loads neither the WebSocket of Node nor Effect's Schema",
  (entry) => {
    const node = ["--input-type=module", "--eval", program(entry)]
    const loaded = execFileSync(process.execPath, node, { cwd: import.meta.dirname, encoding: "utf8" }).split("\n")
    assert.isAbove(loaded.length, 100)
    assert.deepStrictEqual(
      loaded.filter((url) => /effect\/dist\/Schema|\/ws\/|node:https?$/u.test(url)),
      []
    )
  }
)

it("the WebSocket of Node is loaded while the key is fetched", () => {
  const program = `
    import { registerHooks } from "node:module"
    import { connect } from "@antiphon/client"
    const load = (url, context, next) => {
      if (/\\/ws\\//.test(url)) {
        console.log("loaded")
        process.exit()
      }
      return next(url, context)
    }
    registerHooks({ load })
    const key = () => new Promise(() => {})
    await connect({ model: "m", url: "ws://127.0.0.1:1/v1", key, timeoutMs: 5000 }).catch(({ code }) => console.log(code))`
  const node = ["--input-type=module", "--eval", program]
  assert.strictEqual(
    execFileSync(process.execPath, node, { cwd: import.meta.dirname, encoding: "utf8" }).trim(),
    "loaded"
  )
})

it("a program that is bundled as the README says loads no ws before a session opens", async () => {
  const contents = `import { connect } from "@antiphon/client"; console.log(connect)`
  const { metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    external: ["ws"],
    outdir: "out",
    metafile: true,
    write: false
  })
  const loads = (file: string): ReadonlyArray<string> =>
    (metafile.outputs[file]?.imports ?? []).flatMap(({ kind, path }) =>
      kind === "import-statement" ? [path, ...loads(path)] : []
    )
  const loaded = loads("out/stdin.js")
  assert.isAtMost(loaded.length, 3)
  assert.notInclude(loaded, "ws")
  assert.isTrue(Object.values(metafile.outputs).some(({ imports }) => imports.some(({ path }) => path === "ws")))
})
