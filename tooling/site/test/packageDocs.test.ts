/** A package carries the guides that use it. */
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { guidesOf, packageIndex, packedGuide } from "../src/packageDocs.ts"
import { root } from "../src/Page.ts"
import { sections } from "../src/pages.ts"

const guides = sections.find(({ title }) => title === "Guides")?.pages ?? []
const manifestOf = (folder: string) => JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), "utf8"))
const client = manifestOf("packages/client")
const own = guidesOf(client, guides)

it("a package carries the guides whose programs import it, and no others", () => {
  const names = own.map(({ path }) => path)
  expect(names).toContain("guides/first-conversation.md")
  const compliance = guidesOf(manifestOf("packages/transport-compliance"), guides)
  expect(compliance.map(({ path }) => path)).toEqual(["guides/write-an-adapter.md"])
})

it("a link of a packed guide leads to a file beside it or to an address", () => {
  const files = new Set(own.map(({ path }) => `./${path.replace("guides/", "")}`))
  for (const guide of own) {
    const text = packedGuide(guide, own).replaceAll(/^```.*?^```$/gms, "")
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to.split("#")[0] ?? "")
    expect(targets.filter((to) => to !== "" && !to.startsWith("https://") && !files.has(to))).toEqual([])
  }
})

it("the index of a package lists its entry points and its guides", () => {
  const index = packageIndex(client, own)
  expect(index).toContain("- `@antiphon/client/http`")
  for (const { path } of own) expect(index).toContain(`](./${path.replace("guides/", "")})`)
})
