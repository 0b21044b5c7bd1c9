/** `antiphon serve` beside the page, as a process of its own. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { makeLines } from "./lines.ts"
import { type Listening, readLog } from "./serverLog.ts"

export interface Realtime {
  /** E.g. `ws://127.0.0.1:41235/v1/realtime`. */
  readonly url: string
  readonly engine: string
  /** Resolves when it ended by itself or was stopped; rejects where it failed. */
  readonly ended: Promise<void>
  readonly stop: () => Promise<void>
}

// Node runs the sources of the workspace as they are.
const command = fileURLToPath(new URL("src/main.ts", import.meta.resolve("@antiphon/cli/package.json")))

/** Starts it on any free port of this machine, for pages of `origin`; `flags` are its own. Its warnings go to stderr. */
export const startRealtime = async (flags: ReadonlyArray<string>, origin: string): Promise<Realtime> => {
  const port = flags.includes("--port") ? [] : ["--port", "0"]
  // The key is for minting here, and is none of the server's business.
  const { OPENAI_API_KEY: _key, ...env } = process.env
  const child = spawn(process.execPath, [command, "serve", ...port, "--origin", origin, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
    env
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) =>
      code === 0 || code === null ? resolve() : reject(new Error("the realtime server did not start or failed"))
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
      const told = readLog(line)
      if (told === undefined) return
      if ("listening" in told) resolve(told.listening)
      else process.stderr.write(`console: ${told.warning}\n`)
    })
    child.stdout.on("data", read)
  })
  const { engine, url } = await Promise.race([
    listening,
    ended.then(() => Promise.reject(new Error("the realtime server ended before it listened")))
  ])
  return { url, engine, ended, stop }
}
