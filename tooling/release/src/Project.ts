/** Makes an empty project with one package in it, as a new user would. */
import { build, type BuildOptions } from "esbuild"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Readme } from "./Readme.ts"
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
export const bundleEntry = (project: string, specifier: string): Promise<number> =>
  bundle({
    platform: "browser",
    stdin: { contents: `export * from ${JSON.stringify(specifier)}`, resolveDir: project }
  })

/** Bundles a program of a README. Throws if it imports a package that is not installed, or a name that is not exported. */
export const bundleExample = (project: string, { example, language }: Readme): Promise<number> =>
  bundle({
    platform: language === "tsx" ? "browser" : "node",
    jsx: "automatic",
    stdin: { contents: example, resolveDir: project, loader: language }
  })

const bundle = async (options: BuildOptions): Promise<number> => {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "silent",
    outdir: "out",
    loader: { ".wasm": "file", ".bin": "file" },
    ...options,
    write: false
  })
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0)
}
