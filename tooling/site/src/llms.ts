/** The site as text for language models (https://llmstxt.org): an index, and everything in one file. */
import type { Page } from "./Page.ts"
import type { Section } from "./pages.ts"

const entry = ({ path, summary, title }: Page): string => `- [${title}](/${path}): ${summary}`

/** Lists each page with its address and its first paragraph. The reference is optional reading, as the format has it. */
export const llmsTxt = (sections: ReadonlyArray<Section>): string => {
  const [first] = sections.flatMap(({ pages }) => pages)
  const optional = new Set(["Reference", "The project"])
  const listed = (optionals: boolean) => sections.filter(({ title }) => optional.has(title) === optionals)
  return [
    `# ${first?.title}`,
    `> ${first?.summary}`,
    ...listed(false).map(({ pages, title }) => `## ${title}\n\n${pages.map(entry).join("\n")}`),
    `## Optional\n\n${listed(true)
      .flatMap(({ pages }) => pages.map(entry))
      .join("\n")}\n`
  ].join("\n\n")
}

/** The text of the guides and the packages, one after another. */
export const llmsFullTxt = (sections: ReadonlyArray<Section>, textOf: (page: Page) => string): string =>
  sections
    .filter(({ title }) => ["Start", "Guides", "Packages"].includes(title))
    .flatMap(({ pages }) => pages)
    .map((page) => `<!-- /${page.path} -->\n\n${textOf(page).trim()}\n`)
    .join("\n")
