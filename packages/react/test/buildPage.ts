/** Builds the example with Vite in a process of its own, as a user does. */
import { execFile } from "node:child_process"
import { rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The sources of this workspace name the compiled worklets, which stand beside the compiled module. So that module is
 * used, as in a published package.
 */
const config = (outDir: string) => `import react from "@vitejs/plugin-react"
export default {
  plugins: [react()],
  resolve: { alias: [{ find: /^@antiphon\\/audio$/, replacement: ${JSON.stringify(at("../../audio/dist/index.js"))} }] },
  build: { outDir: ${JSON.stringify(outDir)}, emptyOutDir: true, assetsInlineLimit: 0, minify: false }
}
`

/** Builds the page into a folder. */
export const buildPage = async (outDir: string): Promise<void> => {
  const file = at(`../examples/vite/test-${process.pid}.config.mjs`)
  await writeFile(file, config(outDir))
  try {
    const args = [at("../node_modules/vite/bin/vite.js"), "build", at("../examples/vite"), "--config", file]
    const { NODE_ENV: _test, ...env } = process.env
    await promisify(execFile)(process.execPath, [...args, "--logLevel", "error"], { env })
  } finally {
    await rm(file)
  }
}
