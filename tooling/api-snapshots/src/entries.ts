/** The entry points that the packages publish. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const packages = fileURLToPath(new URL("../../../packages/", import.meta.url))

export interface Entry {
  /** As it is imported, e.g. `@antiphon/core/testing`. */
  readonly specifier: string
  /** The folder of its package. */
  readonly folder: string
  /** Its declarations, built. */
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

/** Of every package that is published, each entry that has types. */
export const entries: ReadonlyArray<Entry> = readdirSync(packages).flatMap((name) => entriesOf(join(packages, name)))
