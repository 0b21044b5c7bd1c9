/** Runs another program to its end. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"

const start = promisify(execFile)

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** The program is ended after this many milliseconds. Defaults to 5 minutes. */
  readonly timeout?: number
}

/** Returns the output of the program. Throws with its output and errors if it fails or takes too long. */
export const run = async (command: string, args: ReadonlyArray<string>, options: RunOptions): Promise<string> => {
  const { cwd, env = {}, timeout = 300_000 } = options
  try {
    const { stdout } = await start(command, [...args], {
      cwd,
      // With `timeout` a program that answers its signal with code 0 would count as one that succeeded.
      signal: AbortSignal.timeout(timeout),
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, ...env }
    })
    return stdout
  } catch (error) {
    const said =
      error instanceof Error && "stdout" in error && "stderr" in error ? `${error.stdout}${error.stderr}` : ""
    throw new Error(`${command} ${args.join(" ")} failed\n${said}`, { cause: error })
  }
}
