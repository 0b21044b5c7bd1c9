/** The entry points that the packages publish. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const packages = fileURLToPath(new URL("../../../packages/", import.meta.url))

/** An entry point and where its declarations are. */
export interface Entry {
  /** The specifier of its import, for example `@antiphon/core/testing`. */
  readonly specifier: string
  /** The folder of its package. */
  readonly folder: string
  /** Its built declarations. */
  readonly declarations: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly publishConfig: { readonly exports: Readonly<Record<string, string | { readonly types?: string }>> }
}

const entriesOf = (folder: string): ReadonlyArray<Entry> => {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  if (manifest.private === true) return []
  return Object.entries(manifest.publishConfig.exports).flatMap(([path, target]) =>
    typeof target === "string" || target.types === undefined
      ? []
      : [{ specifier: join(manifest.name, path), folder, declarations: join(folder, target.types) }]
  )
}

/** Every entry point with types, of every published package. */
export const entries: ReadonlyArray<Entry> = readdirSync(packages).flatMap((name) => entriesOf(join(packages, name)))
