/** Runs before a package is packed, in its folder. Writes its documentation to `dist/docs`. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { guidesOf, packageIndex, packedGuide } from "./packageDocs.ts"
import { sections } from "./pages.ts"

const folder = join(process.cwd(), "dist", "docs")
const manifest = JSON.parse(readFileSync("package.json", "utf8"))
const guides = guidesOf(manifest, sections.find(({ title }) => title === "Guides")?.pages ?? [])

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, "llms.txt"), packageIndex(manifest, guides))
for (const guide of guides) writeFileSync(join(folder, basename(guide.path)), packedGuide(guide, guides))
