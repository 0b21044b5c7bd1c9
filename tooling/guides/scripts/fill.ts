/** Writes the programs into the guides. Each block below `<!-- code: … -->` gets the current text of its file. */
import { writeFileSync } from "node:fs"
import { folder, names, sourceOf, textOf } from "../test/guides.ts"

for (const name of names) {
  const filled = textOf(name).replaceAll(
    /^(<!-- code: (\S+) -->\n```\w+\n)(.*?)^```$/gms,
    (_block, head: string, of: string) => `${head}${sourceOf(of)}\`\`\``
  )
  writeFileSync(new URL(name, folder), filled)
}
