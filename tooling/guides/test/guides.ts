/** The guides as data. A guide has blocks, and a block names the file that it shows. */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const folder = new URL("../../../docs/guides/", import.meta.url)
const code = new URL("../src/", import.meta.url)

export const names: ReadonlyArray<string> = readdirSync(folder).filter((name) => name.endsWith(".md"))
export const textOf = (name: string): string => readFileSync(new URL(name, folder), "utf8")
/** The path of a program of the guides, e.g. `first-conversation/typed.ts`. */
export const pathOf = (program: string): string => fileURLToPath(new URL(program, code))

/**
 * A fenced block with the comment above it, `<!-- code: FILE -->`, `<!-- code: FILE#REGION -->` or
 * `<!-- printed: FILE -->`.
 */
export interface Block {
  readonly guide: string
  readonly language: string
  readonly kind: "code" | "printed" | undefined
  readonly of: string
  readonly text: string
}

const fence = /(?:<!-- (code|printed): (\S+) -->\n)?^```(\w*)\n(.*?)^```$/gms

export const blocks: ReadonlyArray<Block> = names.flatMap((guide) =>
  [...textOf(guide).matchAll(fence)].map(([, kind, of = "", language = "", text = ""]) => ({
    guide,
    language,
    kind: kind === "code" || kind === "printed" ? kind : undefined,
    of,
    text
  }))
)

/** Returns what a program prints according to its guide. */
export const printed = (program: string): string => {
  const block = blocks.find(({ kind, of }) => kind === "printed" && of === program)
  if (block === undefined) throw new Error(`no guide says what ${program} prints`)
  return block.text
}

/** Reads a file of the guides, or the part of it between `// #region NAME` and `// #endregion`, without its indent. */
export const sourceOf = (of: string): string => {
  const [file = "", region] = of.split("#")
  const text = readFileSync(new URL(file, code), "utf8")
  if (region === undefined) return text
  const lines = text.split("\n")
  const from = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  const to = lines.findIndex((line, at) => at > from && line.trim() === "// #endregion")
  if (from === -1 || to === -1) throw new Error(`${file} has no region ${region}`)
  const inside = lines.slice(from + 1, to)
  const indent = Math.min(...inside.filter((line) => line !== "").map((line) => line.search(/\S/)))
  return `${inside.map((line) => line.slice(indent)).join("\n")}\n`
}

/** Every program of the guides. */
export const programs: ReadonlyArray<string> = readdirSync(code, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(ts|html|json)$/.test(name)
)
