/** `pnpm home` writes the address of the project's home into each published manifest and README, and into `others`. */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, posix } from "node:path"
import { home, homeFields } from "./Home.ts"

const root = new URL("../../../", import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), "utf8")
const write = (file: string, text: string): void => writeFileSync(new URL(file, root), text)

/** Further files that hold the address. */
const others = ["SECURITY.md", ".github/ISSUE_TEMPLATE/config.yml"]

const oldHome = String(JSON.parse(read("packages/core/package.json")).homepage).replace(/\/tree\/main\/.*$/, "")
const moved = (text: string): string => text.replaceAll(`${oldHome}/`, `${home}/`)
for (const file of others) write(file, moved(read(file)))

for (const file of globSync(["packages/*/package.json", "apps/*/package.json"], { cwd: root })) {
  const manifest = JSON.parse(read(file))
  if (manifest.private === true) continue
  const directory = dirname(file)
  const { description, keywords, license, name, version, ...rest } = manifest
  const fields = homeFields(directory)
  write(
    file,
    `${JSON.stringify({ name, version, description, keywords, ...fields, license, ...without(rest) }, null, 2)}\n`
  )

  const readme = `${directory}/README.md`
  write(readme, absolute(moved(read(readme)), directory))
}

function without(rest: Record<string, unknown>): Record<string, unknown> {
  const { author: _author, bugs: _bugs, homepage: _homepage, repository: _repository, ...others } = rest
  return others
}

/** Each relative link of a README as an address at the project's home. A picture is served from its raw form. */
function absolute(readme: string, directory: string): string {
  return readme.replace(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)/g, (_whole, picture, words, target: string) => {
    const [path = "", anchor] = target.split("#")
    const place = posix.join(directory, path)
    const kind = picture === "!" ? "raw" : existsSync(new URL(`${place}/`, root)) ? "tree" : "blob"
    return `${picture}[${words}](${home}/${kind}/main/${place}${anchor === undefined ? "" : `#${anchor}`})`
  })
}
