import { build } from "esbuild"
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { expect, it } from "vitest"

const kilobytes = async (contents: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    external: ["react"],
    logLevel: "silent",
    write: false
  })
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000
}

it("the hooks are at most 6 kB more than the client and its devices, gzipped", async () => {
  const client = `export { connect } from "@antiphon/client"; export * from "@antiphon/client/browser"`
  const [alone, together] = await Promise.all([
    kilobytes(client),
    kilobytes(`${client}; export * from "@antiphon/react"`)
  ])
  expect(together - alone).toBeGreaterThan(1)
  expect(together - alone).toBeLessThanOrEqual(6)
})

it("the README shows the example", () => {
  const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
  expect(text("../README.md")).toContain(`\`\`\`tsx\n${text("../examples/Talk.tsx")}\`\`\``)
})
