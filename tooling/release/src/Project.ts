/** Makes an empty project with one package in it, as a new user would. */
import { build } from "esbuild"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./run.ts"

export type Installer = "npm" | "pnpm"

const commands = {
  npm: ["install", "--no-audit", "--no-fund", "--save-exact"],
  pnpm: ["add", "--save-exact", "--ignore-workspace"]
} as const

/** Makes an empty project that uses the registry of the trial. */
export const makeProject = (folder: string, npmrc: string): string => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), `{"private":true,"type":"module"}\n`)
  writeFileSync(join(folder, ".npmrc"), npmrc)
  return folder
}

export const install = (project: string, installer: Installer, names: ReadonlyArray<string>): Promise<string> =>
  run(installer, [...commands[installer], ...names], { cwd: project })

/** The native modules below a project. A package that needs none must not install any. */
export const nativeModules = (project: string): ReadonlyArray<string> =>
  readdirSync(join(project, "node_modules"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".node")
  )

/** Imports an entry point and returns how many names it exports. */
export const importEntry = async (project: string, node: string, specifier: string): Promise<number> => {
  const count = `console.log(Object.keys(await import(${JSON.stringify(specifier)})).length)`
  return Number(await run(node, ["--input-type=module", "--eval", count], { cwd: project }))
}

/**
 * Bundles an entry point for a page as an application would, and returns its size in bytes. Throws if it does not
 * bundle.
 */
export const bundleEntry = async (project: string, specifier: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(specifier)}`, resolveDir: project },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
    outdir: "out",
    loader: { ".wasm": "file", ".bin": "file" }
  })
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0)
}
