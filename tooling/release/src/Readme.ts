/** What a package's README tells its reader to do. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

export interface Readme {
  /** What its install lines name, e.g. `@antiphon/core effect`, one by one. */
  readonly installs: ReadonlyArray<string>
  /** Its first program. */
  readonly example: string
  /** What the program prints, where the README shows it. */
  readonly prints: string | undefined
}

/** Throws where it has no install line or no program to run. */
export const readmeOf = (folder: string): Readme => {
  const text = readFileSync(join(folder, "README.md"), "utf8")
  const [, block = ""] = /```sh\n(.*?)```/s.exec(text) ?? []
  const installs = block
    .split("\n")
    .flatMap((line) => /^npm (?:i|install) ([^#]+)/.exec(line)?.[1]?.trim().split(/\s+/) ?? [])
    .filter((word) => !word.startsWith("-"))
  const [, example, prints] = /```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/s.exec(text) ?? []
  if (installs.length === 0 || example === undefined)
    throw new Error(`${folder}/README.md has no install line or example`)
  return { installs, example, prints }
}
