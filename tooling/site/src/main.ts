/**
 * Writes the pages of the site to `dist/pages`, for VitePress. `dist/pages/public` is served as it is. It has each page as
 * Markdown, the pictures, `llms.txt` and `llms-full.txt`.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { linked } from "./links.ts"
import { llmsFullTxt, llmsTxt } from "./llms.ts"
import { type Page, root } from "./Page.ts"
import { pages, sections } from "./pages.ts"

const out = new URL("../dist/pages/", import.meta.url)
const write = (path: string, text: string): void => {
  mkdirSync(new URL(".", new URL(path, out)), { recursive: true })
  writeFileSync(new URL(path, out), text)
}

const texts = new Map(pages.map((page) => [page, linked(page, pages)]))
const textOf = (page: Page): string => texts.get(page)?.text ?? page.text

rmSync(out, { recursive: true, force: true })
for (const [page, { dead, pictures, text }] of texts) {
  if (dead.length > 0) throw new Error(`${page.source} links to ${dead.join(", ")}, which does not exist.`)
  write(page.path, text)
  write(`public/${page.path}`, text)
  for (const picture of pictures) cpSync(new URL(picture, root), new URL(`public/assets/${picture}`, out))
}
write("public/llms.txt", llmsTxt(sections))
write("public/llms-full.txt", llmsFullTxt(sections, textOf))
