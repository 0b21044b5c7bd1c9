/** Lays the built packages out as npm would install them, because the workspace imports sources. */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const packages = fileURLToPath(new URL("../../../../packages/", import.meta.url))
const bundler = fileURLToPath(new URL("../../../pack-check/src/bundleNode.ts", import.meta.url))
const dependencies = fileURLToPath(new URL("../../node_modules/", import.meta.url))

interface Manifest {
  readonly publishConfig: { readonly exports: object; readonly imports?: object }
}

/** Lays out a package of this workspace. Bundles it as packing does. */
const layOut = (name: string, folder: string): void => {
  const source = join(packages, name)
  if (!existsSync(join(source, "dist/index.js"))) throw new Error(`Build ${name} first: npx -y pnpm@12 build`)
  execFileSync(process.execPath, [bundler], { cwd: source })
  const target = join(folder, "node_modules/@antiphon", name)
  cpSync(join(source, "dist"), join(target, "dist"), { recursive: true })
  const manifest: Manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"))
  writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, ...manifest.publishConfig }))
}

/** Lays out packages of this workspace, and what they depend on, in a folder. */
export const installed = (folder: string, names: ReadonlyArray<string>): void => {
  mkdirSync(join(folder, "node_modules/@antiphon"), { recursive: true })
  for (const name of names) layOut(name, folder)
  for (const name of ["effect", "ws"]) {
    symlinkSync(realpathSync(join(dependencies, name)), join(folder, "node_modules", name))
  }
}
