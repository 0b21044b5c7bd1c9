import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { pathOf } from "./guides.ts"

/** What a program of the guides prints, from its start to its end, in the folder `cwd`. Fails where the program does. */
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
