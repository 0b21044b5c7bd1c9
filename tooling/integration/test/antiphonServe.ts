import * as Effect from "effect/Effect"
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const main = path("../../../apps/terminal/src/main.ts")
const script = path("pages/script.json")

/**
 * Runs `antiphon serve` with `pages/script.json` on a free port, for the pages of an origin, until the scope ends.
 * Returns the address of its API, `http://127.0.0.1:…/v1/realtime`.
 */
export const antiphonServe = (origin: string) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<{ readonly child: ChildProcess; readonly url: string }>((resolve, reject) => {
          const args = ["serve", "--port", "0", "--origin", origin, "--engine", "scripted", "--script", script]
          const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] })
          child.once("exit", (code) => reject(new Error(`antiphon serve ended with ${code}`)))
          createInterface({ input: child.stdout }).on("line", (line) => {
            const { message, url }: { readonly message: string; readonly url?: string } = JSON.parse(line)
            if (message === "listening" && url !== undefined) resolve({ child, url: url.replace(/^ws/, "http") })
          })
        })
    ),
    ({ child }) => Effect.sync(() => void child.kill("SIGKILL"))
  ).pipe(Effect.map(({ url }) => url))

/** A client secret of that server. */
export const clientSecret = (url: string) =>
  Effect.promise(async () => {
    const answer = await fetch(`${url}/client_secrets`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer sk-of-a-test" },
      body: JSON.stringify({ session: { type: "realtime", model: "gpt-realtime" } })
    })
    const { value }: { readonly value: string } = await answer.json()
    return value
  })
