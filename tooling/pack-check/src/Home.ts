/**
 * The address of the project's home. It stands once, as `homepage` in the root manifest. `pnpm home` writes all that
 * follows from it into the manifests and READMEs, so a fork changes one line and runs it.
 */
import { readFileSync } from "node:fs"

const root = new URL("../../../", import.meta.url)

/** The fields of a manifest that follow from the address. */
export interface HomeFields {
  readonly homepage: string
  readonly bugs: { readonly url: string }
  readonly repository: { readonly type: "git"; readonly url: string; readonly directory: string }
  readonly author: string
}

/** The address of the project's home, without a slash at its end. */
export const home: string = JSON.parse(readFileSync(new URL("package.json", root), "utf8")).homepage

/** The fields of the package in `directory`, which is relative to the root, for example `packages/core`. */
export const homeFields = (directory: string): HomeFields => ({
  homepage: `${home}/tree/main/${directory}#readme`,
  bugs: { url: `${home}/issues` },
  repository: { type: "git", url: `git+${home}.git`, directory },
  author: "The Antiphon authors"
})

/** The relative links of a README. They lead nowhere when a registry shows the README. */
export const relativeLinks = (readme: string): ReadonlyArray<string> =>
  [...readme.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(https?:|#)/.test(target))
