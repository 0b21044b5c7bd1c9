import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
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

describe("the bundle", () => {
  it.each(["index.ts", "node.ts"])("of %s holds nothing but this package", async (entry) => {
    const { metafile } = await bundle(entry)
    const foreign = Object.keys(metafile.inputs).filter((path) => /node_modules|\.\.\//.test(path))
    expect(foreign).toEqual([])
  })

  it("is at most 15.5 kB gzipped without the worklets", async () => {
    const { outputFiles } = await bundle("index.ts")
    expect(gzipSync(outputFiles[0]?.contents ?? "").length).toBeLessThanOrEqual(15_500)
  })
})
