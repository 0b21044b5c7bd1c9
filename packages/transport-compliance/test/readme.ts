import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** The README's TypeScript blocks that name a file in their first line. */
export const files = new Map(
  [...readme.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name = "", code = ""]) => [name, code])
)

/** Writes them side by side into a folder of their own, ready to be compiled and run, and gives its address. */
export const extract = (): URL => {
  const folder = new URL("generated/readme/", import.meta.url)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, code] of files) writeFileSync(new URL(name, folder), code)
  const config = { extends: "../../../../../tsconfig.test.json", compilerOptions: { composite: false }, include: ["."] }
  writeFileSync(new URL("tsconfig.json", folder), JSON.stringify(config))
  return folder
}
