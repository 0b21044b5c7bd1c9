/** A page of the site. It is a Markdown file of the repository at an address of its own. */
import { readFileSync } from "node:fs"

export const root = new URL("../../../", import.meta.url)

export interface Page {
  /** The file, relative to the root of the repository, for example `docs/guides/interruption.md`. */
  readonly source: string
  /** The file in the site, for example `guides/interruption.md`. */
  readonly path: string
  /** The first heading, without marks. */
  readonly title: string
  /** The first paragraph after it, on one line. */
  readonly summary: string
  readonly text: string
}

/** Reads the file at `source`. */
export const pageOf = (source: string, path: string): Page => {
  const text = readFileSync(new URL(source, root), "utf8")
  const lines = text.split("\n")
  const at = lines.findIndex((line) => line.startsWith("# "))
  if (at === -1) throw new Error(`${source} has no heading. Begin it with a line "# Title".`)
  const paragraph =
    lines
      .slice(at + 1)
      .join("\n")
      .trim()
      .split("\n\n")[0] ?? ""
  return {
    source,
    path,
    text,
    title: plain(lines[at]?.slice(2) ?? ""),
    summary: plain(paragraph.replaceAll("\n", " "))
  }
}

const plain = (markdown: string): string => markdown.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "")
