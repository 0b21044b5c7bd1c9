/** Finds the prose of a file in its comments, strings and paragraphs. */
import { parseSync } from "oxc-parser"

/** The prose of one file, in blocks. A block never shares a sentence with the next. */
export interface Text {
  /** Doc comments, line comments and Markdown paragraphs. */
  readonly docs: ReadonlyArray<string>
  /** String literals of more than one word, such as messages, help texts and test titles. */
  readonly strings: ReadonlyArray<string>
  /** Lines that contain only a comment. */
  readonly commentLines: number
  /** Lines that are not blank. */
  readonly lines: number
}

/** Reads a TypeScript or Markdown file by its name. */
export const textOf = (file: string, source: string): Text =>
  file.endsWith(".md") ? ofMarkdown(source) : ofTypeScript(file, source)

const ofMarkdown = (source: string): Text => {
  const prose = source.replace(/^(```|~~~).*?^\1.*?$/gms, "\n\n").replace(/^\|.*$/gm, "\n\n")
  return {
    docs: prose.split(/\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |#))/).filter((block) => block.trim() !== ""),
    strings: [],
    commentLines: 0,
    lines: source.split("\n").filter((line) => line.trim() !== "").length
  }
}

const ofTypeScript = (file: string, source: string): Text => {
  const { comments, program } = parseSync(file, source)
  const docs: Array<string> = []
  let commentLines = 0
  let lastLine: number | undefined
  for (const { end, start, type, value } of comments) {
    const before = source.slice(source.lastIndexOf("\n", start) + 1, start)
    const alone = before.trim() === ""
    if (alone) commentLines += source.slice(start, end).split("\n").length
    const follows = type === "Line" && lastLine !== undefined && source.slice(lastLine, start).trim() === ""
    const words = value
      .split("\n")
      .map((line) => line.replace(/^\s*\*+ ?/, ""))
      .join("\n")
    if (follows) docs.push(`${docs.pop() ?? ""}\n${words}`)
    else docs.push(words)
    lastLine = type === "Line" ? end : undefined
  }
  return {
    docs: docs.flatMap((doc) => doc.replace(/^\s*```.*?```/gms, "\n\n").split(/\n\s*\n|\n(?=\s*(?:[-*] |@))/)),
    strings: [...stringsIn(program)].filter((string) => /[a-z] [a-z]/i.test(string)),
    commentLines,
    lines: source.split("\n").filter((line) => line.trim() !== "").length
  }
}

function* stringsIn(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return
  if (Array.isArray(node)) {
    for (const part of node) yield* stringsIn(part)
    return
  }
  if ("type" in node && "value" in node) {
    if (node.type === "Literal" && typeof node.value === "string") yield node.value
    if (node.type === "TemplateElement" && typeof node.value === "object" && node.value !== null) {
      if ("raw" in node.value && typeof node.value.raw === "string") yield node.value.raw
    }
  }
  for (const part of Object.values(node)) yield* stringsIn(part)
}
