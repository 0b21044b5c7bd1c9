/** The guides show the programs that the tests run. */
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { blocks, folder, names, programs, sourceOf, textOf } from "./guides.ts"

const root = new URL("../../../", import.meta.url)

describe("each block of a guide", () => {
  it("is a command, a file that is compiled and run, or the output of one", () => {
    const loose = blocks.filter(({ kind, language }) => kind === undefined && language !== "sh")
    expect(loose.map(({ guide, text }) => `${guide}: ${text.slice(0, 60)}`)).toEqual([])
  })

  it.each(blocks.filter(({ kind }) => kind === "code"))("of $guide equals $of", ({ of, text }) => {
    expect(text).toBe(sourceOf(of))
  })
})

it("the blocks of the test page make the whole test file, in their order, so that it can be pasted", () => {
  const file = "test-your-voice-app/waiter.test.ts"
  const pasted = blocks.filter(({ of }) => of.startsWith(`${file}#`)).map(({ text }) => text)
  const whole = sourceOf(file).replaceAll(/^\/\/ #(region.*|endregion)\n/gm, "")
  expect(pasted.join("\n")).toBe(whole)
})

it("every program is shown in a guide", () => {
  const shown = new Set(blocks.flatMap(({ kind, of }) => (kind === "code" ? [of.split("#")[0]] : [])))
  expect(programs.filter((program) => !shown.has(program))).toEqual([])
})

describe.each(names)("%s", (name) => {
  it("has fewer than 1500 words of prose", () => {
    const prose = textOf(name).replaceAll(/^```.*?^```$|<!--.*?-->/gms, "")
    expect(prose.split(/\s+/).length).toBeLessThan(1500)
  })

  it("links only to files that exist", () => {
    const links = [...textOf(name).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, to = ""]) => to)
    const local = links.filter((to) => !to.startsWith("http"))
    expect(local.filter((to) => !existsSync(new URL(to, folder)))).toEqual([])
  })

  it("is listed in the documentation and linked from the project's README", () => {
    expect(readFileSync(new URL("docs/README.md", root), "utf8")).toContain(`](guides/${name})`)
    expect(readFileSync(new URL("README.md", root), "utf8")).toContain(`](docs/guides/${name})`)
  })
})
