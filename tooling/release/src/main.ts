/**
 * Tries a release from end to end on this machine. The committed state is versioned, built, packed, checked and
 * published to a registry on loopback. Each package is then installed from there alone, as a user would. Changes
 * nothing outside a temporary folder.
 */
import { mkdtempSync, mkdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { tryAdapter } from "./adapter.ts"
import { tryAlone } from "./alone.ts"
import { startServer } from "./LocalServer.ts"
import { install, makeProject } from "./Project.ts"
import { startRegistry, versionsOf } from "./Registry.ts"
import { run } from "./run.ts"
import { tryJest, tryYarn } from "./runners.ts"
import { installRuntimes } from "./Runtimes.ts"
import { problemsOf } from "./tarball.ts"
import { cloneWorkspace, mend, publish, version } from "./Workspace.ts"

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const folder = mkdtempSync(join(tmpdir(), "antiphon-release-"))
let failures = 0

const claim = async (what: string, check: () => Promise<string>): Promise<void> => {
  try {
    say(`ok    ${what}: ${await check()}`)
  } catch (error) {
    failures++
    say(`FAIL  ${what}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

try {
  const source = fileURLToPath(new URL("../../../", import.meta.url))
  const commit = (await run("git", ["rev-parse", "--short", "HEAD"], { cwd: source })).trim()
  if ((await run("git", ["status", "--porcelain"], { cwd: source })) !== "")
    say("The trial leaves out changes that are not committed.")
  using registry = await startRegistry(join(folder, "registry"))
  const [workspace, runtimes] = await Promise.all([
    cloneWorkspace(source, join(folder, "workspace")),
    installRuntimes(join(folder, "runtimes"))
  ])
  say(`commit ${commit}, Node ${runtimes.map(({ version }) => version.slice(1)).join(", ")}, registry ${registry.url}`)

  await version(workspace)
  await publish(workspace, registry.npmrc)
  const packages = workspace.packages()

  const tarballs = join(folder, "tarballs")
  mkdirSync(tarballs)
  for (const each of packages) {
    const { name, version } = each.manifest
    await claim(`${name} ${version} is published and packed correctly`, async () => {
      const versions = await versionsOf(registry, name)
      if (!versions.includes(version)) throw new Error(`the registry has ${versions.join(", ") || "nothing"}`)
      const problems = await problemsOf(each, tarballs)
      if (problems.length > 0) throw new Error(problems.join("; "))
      return "no unexpected file, none missing"
    })
  }

  const { npmrc } = registry
  const newest = runtimes.at(-1)
  if (newest === undefined) throw new Error("no Node to run on")
  const cli = makeProject(join(folder, "cli"), npmrc)
  await install(cli, "npm", ["@antiphon/cli"])
  for (const { bin, version } of runtimes) {
    await claim(`@antiphon/cli alone on Node ${version}`, async () => {
      const antiphon = join(cli, "node_modules", "@antiphon", "cli", "dist", "main.js")
      await run(join(bin, "node"), [antiphon, "demo", "--fast"], { cwd: cli, timeout: 120_000 })
      return "ran the turn of its README"
    })
  }

  await using server = await startServer(cli, newest)
  const env = { REALTIME_URL: server.url, OPENAI_API_KEY: "sk-no-key" }
  for (const each of packages) {
    if (each.manifest.bin !== undefined) continue
    await claim(`${each.manifest.name} alone`, () =>
      tryAlone(each, { runtimes, npmrc, env, folder: join(folder, "projects") })
    )
  }

  await claim("the adapter of the guide passes the compliance suite", () =>
    tryAdapter({
      root: workspace.root,
      npmrc,
      folder: join(folder, "adapter"),
      node: join(newest.bin, "node"),
      vitests: [3, 4]
    })
  )

  const node = join(newest.bin, "node")
  await claim("Jest loads the client and the testing kit", () => tryJest({ npmrc, node, folder: join(folder, "jest") }))
  await claim("yarn installs the client", () => tryYarn({ npmrc, node, folder: join(folder, "yarn") }))

  await claim("a package with a patch is released alone", async () => {
    mend(workspace, "@antiphon/audio")
    await version(workspace)
    await publish(workspace, npmrc)
    const counts = await Promise.all(
      packages.map(async ({ manifest }) => ({
        name: manifest.name,
        versions: await versionsOf(registry, manifest.name)
      }))
    )
    const released = counts.filter(({ versions }) => versions.length > 1).map(({ name }) => name)
    if (released.join() !== "@antiphon/audio") throw new Error(`released: ${released.join(", ")}`)
    return "1 of " + counts.length
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failures === 0 ? 0 : 1
