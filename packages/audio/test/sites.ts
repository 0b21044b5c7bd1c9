import { execFileSync } from "node:child_process"
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build as esbuild } from "esbuild"
import { build as vite } from "vite"

const here = dirname(fileURLToPath(import.meta.url))
const html = `<!doctype html><title>audio</title><script type="module" src="/main.js"></script>`

/** A folder like a user's, with a page and the package as it is packed for npm in node_modules. Remove it. */
export const makeProject = async (): Promise<{ readonly root: string; readonly remove: () => Promise<void> }> => {
  const root = await mkdtemp(join(tmpdir(), "audio-site-"))
  const modules = join(root, "node_modules")
  await mkdir(join(modules, "@antiphon", "audio"), { recursive: true })
  const packed = execFileSync("pnpm", ["pack", "--json", "--pack-destination", root], {
    cwd: dirname(here),
    encoding: "utf8"
  })
  const { filename }: { readonly filename: string } = JSON.parse(packed)
  execFileSync("tar", ["-xzf", filename, "--strip-components=1", "-C", join(modules, "@antiphon", "audio")])
  await cp(join(here, "page", "main.ts"), join(root, "main.ts"))
  return { root, remove: () => rm(root, { recursive: true, force: true }) }
}

/** The page under esbuild, as one bundle with the worklets copied beside it as the README says. */
export const buildWithEsbuild = async (root: string): Promise<string> => {
  const out = join(root, "esbuild")
  await esbuild({ entryPoints: [join(root, "main.ts")], bundle: true, format: "esm", outfile: join(out, "main.js") })
  await cp(join(root, "node_modules/@antiphon/audio/dist/worklets"), join(out, "worklets"), { recursive: true })
  await writeFile(join(out, "index.html"), html)
  await cp(join(here, "page", "recorder.js"), join(out, "recorder.js"))
  return out
}

/** The page under Vite, without any configuration. */
export const buildWithVite = async (root: string): Promise<string> => {
  const out = join(root, "vite")
  await writeFile(join(root, "index.html"), html.replace("/main.js", "/main.ts"))
  await vite({ root, configFile: false, logLevel: "error", build: { outDir: out } })
  await cp(join(here, "page", "recorder.js"), join(out, "recorder.js"))
  return out
}
