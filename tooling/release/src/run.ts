/** Another program, run to its end. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"

const start = promisify(execFile)

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds after which it is ended; 5 minutes unless told. */
  readonly timeout?: number
}

/** What it printed. Throws with all that it said where it fails or takes too long. */
export const run = async (command: string, args: ReadonlyArray<string>, options: RunOptions): Promise<string> => {
  const { cwd, env = {}, timeout = 300_000 } = options
  try {
    const { stdout } = await start(command, [...args], {
      cwd,
      timeout,
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
