/** Tries one package alone in an empty project, as its first user would. */
import { join } from "node:path"
import { runExample } from "./examples.ts"
import { bundleEntry, importEntry, install, makeProject, nativeModules } from "./Project.ts"
import { readmeOf } from "./Readme.ts"
import type { Runtime } from "./Runtimes.ts"
import type { Package } from "./Workspace.ts"

/** Entries whose name says that they need one runtime or one test runner. They are not bundled for pages. */
const bound = /\/(node|vitest|http)$/

/** Packages that promise to install no native module, so that they run on any platform. */
const pure = new Set(["@antiphon/client", "@antiphon/server"])

export interface Alone {
  readonly runtimes: ReadonlyArray<Runtime>
  readonly npmrc: string
  /** The folder in which projects are made. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** Installs, imports, bundles and runs a package. Returns a summary, or throws at the first problem. */
export const tryAlone = async ({ folder: source, manifest }: Package, trial: Alone): Promise<string> => {
  const { name } = manifest
  const specifiers = Object.entries(manifest.publishConfig.exports ?? {}).flatMap(([path, target]) =>
    typeof target === "object" ? [join(name, path)] : []
  )
  const { env, folder, npmrc, runtimes } = trial
  const under = join(folder, name.replace("@antiphon/", ""))

  const pnpm = makeProject(join(under, "pnpm"), npmrc)
  await install(pnpm, "pnpm", [name])
  const npm = makeProject(join(under, "npm"), npmrc)
  await install(npm, "npm", [name])
  const natives = nativeModules(npm)
  if (pure.has(name) && natives.length > 0) throw new Error(`${name} brings native modules: ${natives.join(", ")}`)

  let names = 0
  const needsMore = (specifier: string) => specifier.endsWith("/vitest")
  for (const specifier of specifiers.filter((each) => !needsMore(each))) {
    for (const { bin } of runtimes) names += await importEntry(npm, join(bin, "node"), specifier)
    names += await importEntry(pnpm, process.execPath, specifier)
  }
  let bytes = 0
  for (const specifier of specifiers.filter((each) => !bound.test(each))) bytes += await bundleEntry(npm, specifier)

  const readme = readmeOf(source)
  await install(npm, "npm", readme.installs)
  for (const runtime of runtimes) await runExample(npm, runtime, readme, env)
  const bundled = bytes === 0 ? "no entry for pages" : `${Math.ceil(bytes / 1024)} KiB bundled whole`
  const native = natives.length === 0 ? "no native module" : `${natives.length} native modules`
  return `${specifiers.length} entries (${names} names over all), ${bundled}, ${native}, example ran`
}
