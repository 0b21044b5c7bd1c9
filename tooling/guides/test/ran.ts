import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { pathOf } from "./guides.ts"

/** Runs a program of the guides in the folder `cwd` and returns what it prints. Fails if the program fails. */
export const ran = async (
  program: string,
  { cwd, ...env }: Readonly<Record<string, string>> = {},
  ...args: ReadonlyArray<string>
): Promise<string> => {
  const options = {
    env: { ...process.env, OPENAI_API_KEY: "sk-any", ...env },
    timeout: 50_000,
    ...(cwd === undefined ? {} : { cwd })
  }
  const { stdout } = await promisify(execFile)(process.execPath, [pathOf(program), ...args], options)
  return stdout
}
