import Slugger from "github-slugger"
import { defineConfig } from "vitepress"
import { home } from "../src/links.ts"
import { sections } from "../src/pages.ts"

const [start, guides, packages] = sections

const itemsOf = (section: (typeof sections)[number] | undefined) =>
  (section?.pages ?? []).map(({ path, title }) => ({
    text: title.replace(/^@antiphon\//, ""),
    link: `/${path.replace(/(^index)?\.md$/, "")}`
  }))

export default defineConfig({
  title: "Antiphon",
  description: start?.pages[0]?.summary ?? "",
  srcDir: "dist/pages",
  outDir: "dist/site",
  cacheDir: "dist/cache",
  srcExclude: ["public/**"],
  cleanUrls: true,
  // The headings have the same anchors here and at the project's home.
  markdown: { html: false, attrs: { disable: true }, anchor: { slugify: (text) => new Slugger().slug(text) } },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: "local",
      // A word stands in most events of the reference, and twice where the beta has the event too.
      options: {
        miniSearch: {
          searchOptions: {
            boostDocument: (id) => (id.includes("/beta-") ? 0.2 : id.startsWith("/reference/") ? 0.7 : 1)
          }
        }
      }
    },
    socialLinks: [{ icon: "github", link: home }],
    nav: [
      { text: "Guides", link: itemsOf(guides)[0]?.link ?? "/" },
      { text: "Packages", link: itemsOf(packages)[0]?.link ?? "/" },
      { text: "Reference", link: "/documentation#reference" }
    ],
    sidebar: sections.map((section) => ({
      text: section.title,
      collapsed: section.title === "Reference",
      items: itemsOf(section)
    }))
  }
})
