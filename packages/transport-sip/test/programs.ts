/** Finds a program of Debian, or installs it, and runs it to its end. */
import * as Effect from "effect/Effect"
import { execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"

/** A program, and the package of Debian that has it. */
export interface Program {
  readonly name: string
  readonly debian: string
}

export const sipp: Program = { name: "sipp", debian: "sip-tester" }
export const baresip: Program = { name: "baresip", debian: "baresip-core" }

const installed = ({ name }: Program): string | undefined =>
  [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin"].map((folder) => join(folder, name)).find(existsSync)

/**
 * Returns the path of a program. As root on Debian it installs a missing package and announces that on stderr. Otherwise throws
 * an error with the command to type.
 */
export const find = (program: Program): string => {
  const present = installed(program)
  if (present !== undefined) return present
  const command = `apt-get update && apt-get install -y --no-install-recommends ${program.debian}`
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    process.stderr.write(`${program.name} is not here. Running as root: ${command}\n`)
    execFileSync("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"], timeout: 600_000 })
    const path = installed(program)
    if (path !== undefined) return path
  }
  throw new Error(`These tests need ${program.name}. Type: sudo sh -c "${command}"`)
}

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
