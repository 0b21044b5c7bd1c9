/** Writes the reference to `docs/reference`. Run it with `node scripts/reference/main.ts`. */
import { mkdirSync, writeFileSync } from "node:fs"
import { pages } from "./pages.ts"

const folder = new URL("../../../../docs/reference/", import.meta.url)

mkdirSync(folder, { recursive: true })
for (const [file, text] of pages()) writeFileSync(new URL(file, folder), text)
