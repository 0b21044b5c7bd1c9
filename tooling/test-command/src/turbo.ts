/** Runs the programs of the test command, which are the compiler and Turbo. A package that fails does not stop the tasks of the others. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const shared = ["--continue=dependencies-successful", "--output-logs=errors-only", "--ui=stream"]

/** Programs that tests start share what Node compiled of their modules. Most of a short program's time is compiling. */
const environment: NodeJS.ProcessEnv = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../../node_modules/.cache/node-compile", import.meta.url)),
  ...process.env
}

export interface Ran {
  /** 0 if everything succeeded. */
  readonly code: number
  /** The output, or an empty string if it went to the terminal. */
  readonly output: string
}

export interface Running {
  /** Shows the output and keeps none of it. */
  readonly toTerminal: boolean
  /** A run that takes longer is ended and fails. */
  readonly limitMs?: number
  /** Tasks at a time. Defaults to 3. Suites that drive a browser wait more than they compute, so three fill two cores. */
  readonly tasks?: number
}

/** Runs Turbo. A package that fails does not stop the tasks of the others. */
export const turbo = (args: ReadonlyArray<string>, running: Running): Promise<Ran> =>
  program("turbo", ["run", ...args, ...shared, `--concurrency=${running.tasks ?? 3}`], running)

/** Runs a program of the workspace to its end. */
export const program = (name: string, args: ReadonlyArray<string>, { limitMs, toTerminal }: Running): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      env: environment,
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
