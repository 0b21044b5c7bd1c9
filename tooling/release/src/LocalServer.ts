/** Runs `antiphon serve` from an installed command line, for the examples that talk to a server. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { run } from "./run.ts"
import type { Runtime } from "./Runtimes.ts"

export interface LocalServer extends AsyncDisposable {
  /** `ws://127.0.0.1:…/v1/realtime` */
  readonly url: string
}

const script = { turns: [{ say: "It is noon, as always.", voice: "noon.wav" }] }

const writeVoice = `
import { Wav } from "@antiphon/audio"
import { writeFileSync } from "node:fs"
writeFileSync("noon.wav", Wav.write({ sampleRate: 24000, channels: [new Int16Array(24 * 1200)] }))
`

/** Starts the server of the command line in `project` with one scripted answer, and waits until it listens. */
export const startServer = async (project: string, { bin }: Runtime): Promise<LocalServer> => {
  writeFileSync(join(project, "script.json"), JSON.stringify(script))
  await run(join(bin, "node"), ["--input-type=module", "--eval", writeVoice], { cwd: project })
  const antiphon = join(project, "node_modules", "@antiphon", "cli", "dist", "main.js")
  const args = [antiphon, "serve", "--engine", "scripted", "--script", "script.json", "--port", "0"]
  const server = spawn(join(bin, "node"), args, { cwd: project, stdio: ["ignore", "pipe", "inherit"] })
  const ended = once(server, "exit")
  const url = await Promise.race([
    addressIn(createInterface({ input: server.stdout })),
    ended.then(([code]) => Promise.reject(new Error(`antiphon serve ended with ${code}`)))
  ])
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGTERM")
      await ended
    }
  }
}

const addressIn = async (lines: AsyncIterable<string>): Promise<string> => {
  for await (const line of lines) {
    const { message, url }: { message: string; url?: string } = JSON.parse(line)
    if (message === "listening" && url !== undefined) return url
  }
  throw new Error("antiphon serve ended without printing that it listens")
}
