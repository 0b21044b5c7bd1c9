import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"

const bundle = (entry: string) =>
  build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false
  })

describe.each(["index.ts", "browser.ts"])("the bundle of %s", (entry) => {
  it("holds core, audio and effect, and nothing of Node's side", async () => {
    const { metafile } = await bundle(entry)
    const foreign = Object.keys(metafile.inputs).filter(
      (path) => !/^src\/(?!node)|^\.\.\/(core|audio)\/|\/effect\//.test(path)
    )
    expect(foreign).toEqual([])
  })

  it("is at most 55 kB gzipped, effect included", async () => {
    const { outputFiles } = await bundle(entry)
    const bytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length
    expect(bytes).toBeLessThanOrEqual(55 * 1024)
  })
})
