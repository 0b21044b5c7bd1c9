import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { pathOf } from "./guides.ts"

/** Lets programs share what Node compiled of their modules. Most of a short program's time is compiling. */
export const compiled = { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") }

/** Runs a program of the guides in the folder `cwd` and returns what it prints. Fails if the program fails. */
export const ran = async (
  program: string,
  { cwd, ...env }: Readonly<Record<string, string>> = {},
  ...args: ReadonlyArray<string>
): Promise<string> => {
  const options = {
    env: { ...process.env, ...compiled, OPENAI_API_KEY: "sk-any", ...env },
    timeout: 50_000,
    ...(cwd === undefined ? {} : { cwd })
  }
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf(program), ...args], options)
  return stdout
}
