/** `antiphon serve` in a process of its own, which answers calls over WebRTC. */
import type { Script } from "@antiphon/testing"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../../../apps/terminal/src/main.ts", import.meta.url))

/** Serves a script to the pages of an origin. The server ends when it is disposed of. */
export const serveCalls = async (script: Script, origin: string) => {
  const folder = await mkdtemp(join(tmpdir(), "antiphon-calls-"))
  const file = join(folder, "script.json")
  await writeFile(file, JSON.stringify(script))
  const args = [main, "serve", "--port", "0", "--engine", "scripted", "--script", file, "--origin", origin]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(createInterface({ input: child.stdout }), "line")
  const { url } = JSON.parse(String(line))
  return {
    url: String(url).replace(/\/realtime$/, ""),
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, "exit")
      child.kill("SIGTERM")
      await exited
      await rm(folder, { recursive: true })
    }
  }
}
