/** Runs Turbo for the test command. A package that fails does not stop the tasks of the others. */
import { spawn } from "node:child_process"

// Suites that drive a browser or a command wait more than they compute, so three of them fill two cores.
const shared = ["--continue=dependencies-successful", "--concurrency=3", "--output-logs=errors-only", "--ui=stream"]

export interface Ran {
  /** 0 if every task succeeded. */
  readonly code: number
  /** The output of the tasks, or an empty string if it went to the terminal. */
  readonly output: string
}

/** `toTerminal` shows the output and keeps none of it. A run that takes longer than `limitMs` is ended and fails. */
export const turbo = (
  args: ReadonlyArray<string>,
  { limitMs, toTerminal }: { readonly toTerminal: boolean; readonly limitMs?: number }
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn("turbo", ["run", ...args, ...shared], {
      stdio: toTerminal ? "inherit" : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32"
    })
    let output = ""
    const keep = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout?.on("data", keep)
    child.stderr?.on("data", keep)
    const limit =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            output += `\nended after ${limitMs} ms\n`
            child.kill("SIGTERM")
          }, limitMs)
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(limit)
      resolve({ code: code ?? 1, output })
    })
  })
