/** Finds the phones of other projects, and runs a program to its end. */
import { findProgram } from "@antiphon/programs"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"

export const findSipp = (): string =>
  findProgram({ title: "SIPp", names: ["sipp"], debian: "--no-install-recommends sip-tester" })

export const findBaresip = (): string =>
  findProgram({ title: "baresip", names: ["baresip"], debian: "--no-install-recommends baresip-core" })

/** How a program ended, and the end of what it printed. */
export interface Ended {
  readonly code: number | null
  readonly printed: string
}

/** A program that runs. It is killed with its scope. */
export const start = (path: string, args: ReadonlyArray<string>, folder: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => spawn(path, args, { cwd: folder, env: { ...process.env, TERM: "dumb", HOME: folder } })),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    ),
    (child) => {
      let printed = ""
      const keep = (chunk: Buffer): void => {
        printed = (printed + chunk.toString("utf8")).slice(-20_000)
      }
      child.stdout.on("data", keep)
      child.stderr.on("data", keep)
      const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, printed })))
      return {
        type: (text: string) => void child.stdin.write(text),
        ended: Effect.promise(() => ended)
      }
    }
  )
