/** Reads the instructions of a package's README. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

export interface Readme {
  /** The packages that its install lines name, for example `@antiphon/core` and `effect`. */
  readonly installs: ReadonlyArray<string>
  /** Its first program. */
  readonly example: string
  readonly language: "ts" | "tsx"
  /** The output of the program, or `undefined` if the README does not show it. */
  readonly prints: string | undefined
}

/** Reads the README of the package in `folder`. Throws if it has no install line or no program to run. */
export const readmeOf = (folder: string): Readme => {
  const text = readFileSync(join(folder, "README.md"), "utf8")
  const [, block = ""] = /```sh\n(.*?)```/s.exec(text) ?? []
  const installs = block
    .split("\n")
    .flatMap((line) => /^npm (?:i|install) ([^#]+)/.exec(line)?.[1]?.trim().split(/\s+/) ?? [])
    .filter((word) => !word.startsWith("-"))
  const [, language, example, prints] = /```(tsx?)\n(.*?)```(?:\n\n```text\n(.*?)```)?/s.exec(text) ?? []
  if (installs.length === 0 || example === undefined)
    throw new Error(`${folder}/README.md has no install line or example`)
  return { installs, example, language: language === "tsx" ? "tsx" : "ts", prints }
}
