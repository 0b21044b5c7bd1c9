/** The values that the types of an `openai` package name and our sources do not. Open enumerations hide them from the compiler. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const sources = fileURLToPath(new URL("../src", import.meta.url))
const modules = ["realtime/realtime", "realtime/calls", "realtime/client-secrets"]

/** Returns the values, given the folder of the package. */
export const missingLiterals = (openai: string): ReadonlyArray<string> => {
  const ours = globSync("**/*.ts", { cwd: sources })
    .map((file) => readFileSync(join(sources, file), "utf8"))
    .join("\n")
  const theirs = modules.flatMap((module) => {
    const text = readFileSync(join(openai, "resources", `${module}.d.ts`), "utf8").replaceAll(/\/\*.*?\*\//gs, "")
    return [...text.matchAll(/'([^'\n]+)'/g)].map(([, literal = ""]) => literal)
  })
  return [...new Set(theirs)].filter((literal) => !ours.includes(`"${literal}"`) && !/^[./]/.test(literal)).sort()
}
