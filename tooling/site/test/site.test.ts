/** The site has every page, and each of its links leads somewhere. */
import Slugger from "github-slugger"
import { globSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { linked, outsideOfCode } from "../src/links.ts"
import { llmsFullTxt, llmsTxt } from "../src/llms.ts"
import { pageOf, root } from "../src/Page.ts"
import { pages, sections } from "../src/pages.ts"

const texts = new Map(pages.map((page) => [page.path, linked(page, pages)]))
const textOf = (path: string): string => texts.get(path)?.text ?? ""

const anchorsOf = (markdown: string): ReadonlySet<string> => {
  const slugger = new Slugger()
  const anchors = new Set<string>()
  outsideOfCode(markdown, (prose) => {
    for (const [, heading = ""] of prose.matchAll(/^#+ (.*)$/gm)) {
      anchors.add(slugger.slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "")))
    }
    return prose
  })
  return anchors
}

it("every Markdown file that a reader may want is a page", () => {
  const files = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "apps/*/README.md"], { cwd: root })
  const wanted = files.filter((file) => !/node_modules|AGENTS\.md|CHANGELOG\.md/.test(file))
  expect(wanted.filter((file) => !pages.some(({ source }) => source === file))).toEqual([])
})

it("no two pages have one address", () => {
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
})

describe.each(pages)("$path", ({ path }) => {
  it("has no dead link", () => {
    expect(texts.get(path)?.dead).toEqual([])
  })

  it("links only to anchors that exist", () => {
    const targets: Array<string> = []
    outsideOfCode(textOf(path), (prose) => {
      for (const [, to = ""] of prose.matchAll(/\]\(((?:\/[^)\s]*)?#[^)\s]+)\)/g)) targets.push(to)
      return prose
    })
    const missing = targets.filter((target) => {
      const [file = "", anchor = ""] = target.split("#")
      return !anchorsOf(textOf(file === "" ? path : file.slice(1))).has(anchor)
    })
    expect(missing).toEqual([])
  })
})

it("a link leads to the page of the file that it names, wherever that file is", () => {
  const page = { ...pageOf("docs/guides/interruption.md", "guides/interruption.md") }
  const of = (text: string) => linked({ ...page, text }, pages)
  expect(of("[a](../../packages/client/README.md#mute)").text).toBe("[a](/packages/client.md#mute)")
  expect(of("[a](../../packages/client)").text).toBe("[a](/packages/client.md)")
  expect(of("[a](browser-webrtc.md)").text).toBe("[a](/guides/browser-webrtc.md)")
  expect(of("[a](../../LICENSE)").text).toMatch(/^\[a\]\(https:.*\/blob\/main\/LICENSE\)$/)
  expect(of("```md\n[a](browser-webrtc.md)\n```").text).toBe("```md\n[a](browser-webrtc.md)\n```")
  expect(of("[a](nowhere.md)").dead).toEqual(["nowhere.md"])
})

it("llms.txt lists every page once, and llms-full.txt has the text of every guide", () => {
  const index = llmsTxt(sections)
  for (const { path } of pages) expect(index.split(`](/${path})`)).toHaveLength(2)
  const full = llmsFullTxt(sections, (page) => textOf(page.path))
  for (const { path } of sections[1]?.pages ?? []) expect(full).toContain(textOf(path).trim())
})
