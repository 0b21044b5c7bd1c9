import { expect, it } from "vitest"
import { count } from "../src/Count.ts"
import { textOf } from "../src/Text.ts"

const countOf = (source: string, file = "a.ts") => count(textOf(file, source))

it("a sentence with a semicolon or a colon is counted, and the one beside it is not", () => {
  const { hinged, sentences } = countOf(`/** Opens the door; it may be locked. Closes it again. */`)
  expect([hinged, sentences]).toEqual([1, 2])
})

it("code, links and examples do not count as prose", () => {
  const source =
    "/**\n * Reads `a: b` from https://a.example/x;y here.\n *\n * ```ts\n * const told = 1; // nobody\n * ```\n */"
  expect(countOf(source)).toMatchObject({ hinged: 0, sentences: 1, banned: [] })
})

it("a banned word is found in a comment, in a message and in a test title, but not in a name", () => {
  const source = `// The caller is told.\nconst told = "nobody answers here"\nit(\`whoever comes is late\`, () => told)`
  expect(countOf(source).banned).toHaveLength(3)
})

it("consecutive line comments are one text", () => {
  expect(countOf("// One fact\n// on two lines.\nconst a = 1")).toMatchObject({
    sentences: 1,
    commentLines: 2,
    lines: 3
  })
})

it("each item of a Markdown list is its own text, and fences and tables do not count", () => {
  const source =
    "# A title\n\n- the first item\n- the second item\n\n```ts\nlet x: number;\n```\n\n| a | b: c |\n| --- | --- |\n"
  expect(countOf(source, "README.md")).toMatchObject({ sentences: 3, hinged: 0 })
})
