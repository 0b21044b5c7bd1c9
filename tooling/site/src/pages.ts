/** The pages of the site, in the order of its navigation. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { basename, dirname } from "node:path"
import { type Page, pageOf, root } from "./Page.ts"

/** Pages under one heading of the navigation. */
export interface Section {
  readonly title: string
  readonly pages: ReadonlyArray<Page>
}

/** The order of the guides and packages is that of the tables in which a reader meets them. */
const guides = [...readFileSync(new URL("docs/README.md", root), "utf8").matchAll(/\]\((guides\/[^)]+\.md)\)/g)].map(
  ([, file = ""]) => pageOf(`docs/${file}`, file)
)

const folders = [
  ...readFileSync(new URL("README.md", root), "utf8").matchAll(/^\| \[[^\]]+\]\(((?:packages|apps)\/[^)]+)\) \|/gm)
].map(([, folder = ""]) => folder)

const packages = folders
  .filter((folder) => existsSync(new URL(`${folder}/README.md`, root)))
  .map((folder) => pageOf(`${folder}/README.md`, `packages/${basename(folder)}.md`))

const reference = globSync("docs/reference/*.md", { cwd: root })
  .sort()
  .map((file) => pageOf(file, file.slice("docs/".length)))

const protocol = ["protocol.md", "architecture.md", "benchmarks.md", "scale.md", "growth.md"]
  .filter((file) => existsSync(new URL(`docs/${file}`, root)))
  .map((file) => pageOf(`docs/${file}`, file))

const project = ["CONTRIBUTING.md", "VERSIONING.md", "SECURITY.md"].map((file) => pageOf(file, file.toLowerCase()))

export const sections: ReadonlyArray<Section> = [
  {
    title: "Start",
    pages: [pageOf("README.md", "index.md"), pageOf("docs/README.md", "documentation.md")]
  },
  { title: "Guides", pages: guides },
  { title: "Packages", pages: packages },
  { title: "Reference", pages: reference },
  { title: "Behind it", pages: protocol },
  { title: "The project", pages: project }
]

export const pages: ReadonlyArray<Page> = sections.flatMap((section) => section.pages)

/** The folder of a page's source, for its relative links. */
export const folderOf = (page: Page): string => dirname(page.source)
