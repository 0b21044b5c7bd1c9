/** The committed state of the repository, in a folder of its own, so that a trial changes nothing here. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./run.ts"

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly publishConfig: { readonly exports?: Readonly<Record<string, string | { readonly types?: string }>> }
  readonly bin?: Readonly<Record<string, string>>
}

export interface Package {
  readonly manifest: Manifest
  readonly folder: string
}

export interface Workspace {
  readonly root: string
  /** Those that are published, as they stand now. */
  readonly packages: () => ReadonlyArray<Package>
}

const packagesOf = (root: string): ReadonlyArray<Package> =>
  ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => {
      const folder = join(root, group, name)
      const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      return manifest.private === true ? [] : [{ manifest, folder }]
    })
  )

/** Clones what is committed at `source`, and installs what it needs. */
export const cloneWorkspace = async (source: string, root: string): Promise<Workspace> => {
  await run("git", ["clone", "--quiet", source, root], { cwd: source })
  for (const [key, value] of [
    ["user.name", "trial"],
    ["user.email", "trial@localhost"]
  ] as const) {
    await run("git", ["config", key, value], { cwd: root })
  }
  await run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], { cwd: root })
  return { root, packages: () => packagesOf(root) }
}

/** Gives every package with a changeset its next version, and commits that. */
export const version = async ({ root }: Workspace): Promise<void> => {
  await run("pnpm", ["exec", "changeset", "version"], { cwd: root })
  await run("git", ["add", "--all"], { cwd: root })
  await run("git", ["commit", "--quiet", "--message", "Version packages"], { cwd: root })
}

/** Builds every package and publishes those whose version the registry does not have. */
export const publish = async ({ root }: Workspace, npmrc: string): Promise<void> => {
  writeFileSync(join(root, ".npmrc"), npmrc)
  await run("pnpm", ["exec", "turbo", "run", "build", "--output-logs=errors-only"], { cwd: root })
  await run("pnpm", ["exec", "changeset", "publish", "--no-git-tag"], { cwd: root })
}

/** Writes a changeset that says that a package was mended. */
export const mend = ({ root }: Workspace, name: string): void =>
  writeFileSync(join(root, ".changeset", "mended.md"), `---\n"${name}": patch\n---\n\nMended.\n`)
