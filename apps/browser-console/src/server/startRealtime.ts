/** Runs `antiphon serve` for the page, in a process of its own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { makeLines } from "./lines.ts"
import { type Listening, readLog } from "./serverLog.ts"

/** The running realtime server. */
export interface Realtime {
  /** Its address, e.g. `ws://127.0.0.1:41235/v1/realtime`. */
  readonly url: string
  /** The name of the engine that answers. */
  readonly engine: string
  /** Resolves when the server ended or was stopped. Rejects if it failed. */
  readonly ended: Promise<void>
  /** Ends the server, and waits for the end of its process. */
  readonly stop: () => Promise<void>
}

// Node runs the sources of the workspace as they are.
const command = fileURLToPath(new URL("src/main.ts", import.meta.resolve("@antiphon/cli/package.json")))

/** Starts the server on any free port of this machine, for pages of `origin`. `flags` are those of `antiphon serve`. Warnings go to stderr. */
export const startRealtime = async (flags: ReadonlyArray<string>, origin: string): Promise<Realtime> => {
  const port = flags.includes("--port") ? [] : ["--port", "0"]
  // The server does not need the API key. It is only used to create ephemeral keys here.
  const { OPENAI_API_KEY: _key, ...env } = process.env
  const child = spawn(process.execPath, [command, "serve", ...port, "--origin", origin, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
    env
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) =>
      code === 0 || code === null ? resolve() : reject(new Error("The realtime server failed. See its message above."))
    )
  })
  const stop = (): Promise<void> => {
    child.kill("SIGTERM")
    return ended
  }
  const orphaned = () => child.kill("SIGKILL")
  process.once("exit", orphaned)
  child.once("exit", () => process.off("exit", orphaned))
  const listening = new Promise<Listening>((resolve) => {
    const read = makeLines((line) => {
      const entry = readLog(line)
      if (entry === undefined) return
      if ("listening" in entry) resolve(entry.listening)
      else process.stderr.write(`console: ${entry.warning}\n`)
    })
    child.stdout.on("data", read)
  })
  const { engine, url } = await Promise.race([
    listening,
    ended.then(() => Promise.reject(new Error("The realtime server ended before it listened. See its message above.")))
  ])
  return { url, engine, ended, stop }
}
