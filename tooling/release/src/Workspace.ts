/** The committed state of the repository in its own folder, so that a trial changes nothing here. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./run.ts"

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly publishConfig: { readonly exports?: Readonly<Record<string, string | { readonly types?: string }>> }
  readonly bin?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

export interface Package {
  readonly manifest: Manifest
  readonly folder: string
}

export interface Workspace {
  readonly root: string
  /** Reads the manifests of the published packages again, because a new version changes them. */
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

/** Clones the repository at `source` and installs its dependencies. */
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

/** Raises the version of every package with a changeset, and commits the result. */
export const version = async ({ root }: Workspace): Promise<void> => {
  await run("pnpm", ["exec", "changeset", "version"], { cwd: root })
  await run("git", ["add", "--all"], { cwd: root })
  await run("git", ["commit", "--quiet", "--message", "Version packages"], { cwd: root })
}

/** Builds every package and publishes those whose version is not in the registry. */
export const publish = async ({ root }: Workspace, npmrc: string): Promise<void> => {
  writeFileSync(join(root, ".npmrc"), npmrc)
  await run("pnpm", ["exec", "turbo", "run", "build", "--output-logs=errors-only"], { cwd: root })
  await run("pnpm", ["exec", "changeset", "publish", "--no-git-tag"], { cwd: root })
}

/** Writes a patch changeset for a package. */
export const mend = ({ root }: Workspace, name: string): void =>
  writeFileSync(join(root, ".changeset", "mended.md"), `---\n"${name}": patch\n---\n\nMended.\n`)
