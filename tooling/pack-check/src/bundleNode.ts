/**
 * Runs before a package is packed, in its folder. Bundles the entries that have a `node` condition, each into one file
 * beside the one of `tsc`.
 *
 * Node looks for, reads and compiles every file of an import, so a few files start much sooner than many. Bundlers of
 * pages take the files of `tsc`, from which they leave out what a page does not use.
 */
import { globSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build } from "esbuild"

interface Target {
  readonly types?: string
  readonly node?: string
  readonly default?: string
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly publishConfig: {
    readonly exports: Readonly<Record<string, string | Target>>
    readonly imports?: Readonly<Record<string, Target>>
  }
}

const bundled = ".node-bundle.js"

/** Bundles the package in a folder. Its files of `tsc` are there already. */
export const bundleNode = async (folder: string): Promise<void> => {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const { exports, imports = {} } = manifest.publishConfig
  for (const old of globSync("dist/**/*.node-bundle.js*", { cwd: folder })) rmSync(join(folder, old))
  const entries = Object.values(exports).flatMap((target) =>
    typeof target === "string" || target.types === undefined || !target.node?.endsWith(bundled)
      ? []
      : [
          {
            // An entry for Node alone has no other file of code.
            in: join(folder, target.types.replace(/\.d\.ts$/u, ".js")),
            out: join(folder, target.node.replace(/\.js$/u, ""))
          }
        ]
  )
  if (entries.length === 0) return
  await build({
    entryPoints: entries,
    outdir: join(folder, "dist"),
    absWorkingDir: folder,
    bundle: true,
    splitting: true,
    // Chunks lie beside the entries, so that addresses relative to `import.meta.url` hold.
    chunkNames: "[hash].node-bundle",
    format: "esm",
    platform: "node",
    target: "node22",
    sourcemap: true,
    sourcesContent: false,
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).flatMap((name) => [
      name,
      `${name}/*`
    ]),
    alias: Object.fromEntries(
      Object.entries(imports).flatMap(([name, { node }]) => (node === undefined ? [] : [[name, join(folder, node)]]))
    )
  })
}

if (import.meta.main) await bundleNode(process.cwd())
