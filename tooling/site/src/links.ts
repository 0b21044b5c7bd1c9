/** The links of the repository's Markdown, as links of the site. */
import { existsSync, readFileSync, statSync } from "node:fs"
import { posix } from "node:path"
import { type Page, root } from "./Page.ts"

/** The address of the project's home, without a slash at its end. */
export const home: string = JSON.parse(readFileSync(new URL("package.json", root), "utf8")).homepage

export interface Linked {
  readonly text: string
  /** The pictures of the page, relative to the root of the repository. The site serves them below `/assets`. */
  readonly pictures: ReadonlyArray<string>
  /** Links that lead to no page, no file and no address. */
  readonly dead: ReadonlyArray<string>
}

const atHome = new RegExp(`^${home}/(?:tree|blob|raw)/main/`)

/**
 * Rewrites the links of a page. A link to the source of a page leads to that page. A link to another file of the repository
 * leads to the project's home. A picture is served by the site. Code is left as it is.
 */
export const linked = (page: Page, pages: ReadonlyArray<Page>): Linked => {
  const pictures: Array<string> = []
  const dead: Array<string> = []
  const rewritten = (whole: string, mark: string, words: string, target: string): string => {
    if (target.startsWith("#") || (/^[a-z]+:/.test(target) && !atHome.test(target))) return whole
    const [file = "", anchor] = target.split("#")
    const place = atHome.test(file) ? file.replace(atHome, "") : posix.join(posix.dirname(page.source), file)
    if (!existsSync(new URL(place, root))) {
      dead.push(target)
      return whole
    }
    if (mark === "!") {
      pictures.push(place)
      return `![${words}](/assets/${place})`
    }
    const hash = anchor === undefined ? "" : `#${anchor}`
    const to = pageAt(place, pages)
    if (to !== undefined) return `[${words}](/${to.path}${anchor === "readme" ? "" : hash})`
    const kind = statSync(new URL(place, root)).isDirectory() ? "tree" : "blob"
    return `[${words}](${home}/${kind}/main/${place}${hash})`
  }
  const text = outsideOfCode(page.text, (prose) =>
    prose.replaceAll(/<!--.*?-->\n?/gs, "").replaceAll(/(!?)\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/g, rewritten)
  )
  return { text, pictures, dead }
}

/** The page whose source is the file `place`, or the README of the folder `place`. */
const pageAt = (place: string, pages: ReadonlyArray<Page>): Page | undefined => {
  const path = place.replace(/\/$/, "")
  return pages.find(({ source }) => source === path || source === (path === "." ? "README.md" : `${path}/README.md`))
}

/** Applies `change` to the parts of a page that are not in a fence. */
export const outsideOfCode = (markdown: string, change: (prose: string) => string): string =>
  markdown
    .split(/(^```.*?^```$)/gms)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("")
