/** Tries one package alone in an empty project, as its first user would. */
import { basename, join } from "node:path"
import { runExample } from "./examples.ts"
import { bundleEntry, bundleExample, importEntry, install, makeProject, nativeModules } from "./Project.ts"
import { readmeOf } from "./Readme.ts"
import type { Runtime } from "./Runtimes.ts"
import type { Package } from "./Workspace.ts"

/** Entries whose name says that they need one runtime or one test runner. They are not bundled for pages. */
const bound = /\/(node|vitest|http|gateway-nats)$/

/** Entries that only their own runtime can import, which are a test runner and a worker of a page. */
const foreign = /\/(vitest|worker)$/

/** Why the first program of a README does not run to its end here. It is bundled in place of that. */
const unrun: ReadonlyMap<string, string> = new Map([
  ["@antiphon/ears", "it reads a recording of the user"],
  ["@antiphon/gateway", "it serves until it is stopped"],
  ["@antiphon/gateway-nats", "it needs a NATS server"],
  ["@antiphon/providers", "it needs a key of xAI"],
  ["@antiphon/react", "it needs a page"],
  ["@antiphon/telephony", "it waits for calls"],
  ["@antiphon/testing", "it is the app that tests import"]
])

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
  const isForPages = (specifier: string) => {
    const target = manifest.publishConfig.exports?.[specifier === name ? "." : specifier.replace(name, ".")]
    return typeof target === "object" && ("default" in target || "browser" in target)
  }
  const { env, folder, npmrc, runtimes } = trial
  const under = join(folder, name.replace("@antiphon/", ""))

  const pnpm = makeProject(join(under, "pnpm"), npmrc)
  await install(pnpm, "pnpm", [name])
  const npm = makeProject(join(under, "npm"), npmrc)
  await install(npm, "npm", [name])
  const natives = nativeModules(npm)
  if (pure.has(name) && natives.length > 0) throw new Error(`${name} brings native modules: ${natives.join(", ")}`)

  // An entry that is named as an optional peer, such as `./opentelemetry`, needs it. The others must do without.
  const peers = Object.entries(manifest.peerDependenciesMeta ?? {}).flatMap(([peer, { optional }]) =>
    optional === true ? [peer] : []
  )
  const peersOf = (specifier: string) =>
    peers.filter((peer) => peer.replace("@", "").split("/").includes(basename(specifier)))
  const importable = specifiers.filter((each) => !foreign.test(each))
  let names = 0
  for (const specifier of importable.toSorted((a, b) => peersOf(a).length - peersOf(b).length)) {
    const needed = peersOf(specifier)
    if (needed.length > 0) await Promise.all([install(npm, "npm", needed), install(pnpm, "pnpm", needed)])
    for (const { bin } of runtimes) names += await importEntry(npm, join(bin, "node"), specifier)
    names += await importEntry(pnpm, process.execPath, specifier)
  }
  let bytes = 0
  for (const specifier of specifiers.filter((each) => !bound.test(each) && isForPages(each)))
    bytes += await bundleEntry(npm, specifier)

  const readme = readmeOf(source)
  await install(npm, "npm", readme.installs)
  const reason = unrun.get(name)
  if (reason === undefined) for (const runtime of runtimes) await runExample(npm, runtime, readme, env)
  else await bundleExample(npm, readme)
  const example = reason === undefined ? "example ran" : `example bundled and not run, because ${reason}`
  const bundled = bytes === 0 ? "no entry for pages" : `${Math.ceil(bytes / 1024)} KiB bundled whole`
  const native = natives.length === 0 ? "no native module" : `${natives.length} native modules`
  return `${specifiers.length} entries (${names} names over all), ${bundled}, ${native}, ${example}`
}
