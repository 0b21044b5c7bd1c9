/** The documentation that a package carries, for people and coding agents that read it without a network. */
import { linked, home } from "./links.ts"
import type { Page } from "./Page.ts"

export interface Manifest {
  readonly name: string
  readonly description: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** The guides whose programs import the package. */
export const guidesOf = (manifest: Manifest, guides: ReadonlyArray<Page>): ReadonlyArray<Page> =>
  guides.filter(({ text }) => text.includes(`"${manifest.name}"`) || text.includes(`"${manifest.name}/`))

/** A guide as it stands in a package. It links to the guides beside it, and for the rest to the project's home. */
export const packedGuide = (guide: Page, beside: ReadonlyArray<Page>): string => {
  const local = beside.map((page) => ({ ...page, path: page.path.replace(/^guides\//, "") }))
  return linked(guide, local)
    .text.replaceAll(/\]\(\/(?!assets\/)([^)\s]+)\)/g, "](./$1)")
    .replaceAll("](/assets/", `](${home}/raw/main/`)
}

/** An index of what the package has to read, in the form of https://llmstxt.org. Paths are relative to `dist/docs`. */
export const packageIndex = (manifest: Manifest, guides: ReadonlyArray<Page>): string => {
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.includes("package.json"))
  const imports = entries.map((entry) => `- \`${manifest.name}${entry.slice(1)}\``)
  return (
    [
      `# ${manifest.name}`,
      `> ${manifest.description}`,
      `## Entry points\n\n${imports.join("\n")}`,
      "## To read\n\n- [README](../../README.md): what the package is for, with examples\n" +
        "- [Sources](../../src): every public name has a comment that says its purpose, units and errors",
      ...(guides.length === 0
        ? []
        : [
            `## Guides\n\n${guides
              .map(({ path, summary, title }) => `- [${title}](./${path.replace(/^guides\//, "")}): ${summary}`)
              .join("\n")}`
          ])
    ].join("\n\n") + "\n"
  )
}
