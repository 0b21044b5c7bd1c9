/** The command as its users have it: a process of its own. */
import { Wav } from "@antiphon/audio"
import { parse, type Recording } from "@antiphon/recording"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** A file of the assets. */
export const asset = (name: string): string => fileURLToPath(new URL(`../assets/${name}`, import.meta.url))

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `antiphon demo --fast` to its end, with no key in its environment but those given. */
export const demo = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Effect.Effect<Run> =>
  Effect.callback<Run>((resume) => {
    const { OPENAI_API_KEY: _, ...inherited } = process.env
    const child = execFile(
      process.execPath,
      [main, "demo", "--fast", ...args],
      { env: { ...inherited, ...env, NO_COLOR: "1" }, timeout: 60_000, killSignal: "SIGKILL" },
      (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode, stdout, stderr }))
    )
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/** A folder that goes with the test. */
export const folder: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "antiphon-demo-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** The channels of a WAV file of 24 kHz. */
export const channels = (path: string): ReadonlyArray<Int16Array> => {
  const outcome = Wav.read(readFileSync(path))
  if (outcome._tag === "Failure") throw outcome.failure
  if (outcome.success.sampleRate !== 24_000) throw new Error(`${path} has ${outcome.success.sampleRate} Hz`)
  return outcome.success.channels
}

export const session = (out: string): Recording =>
  Result.getOrThrow(parse(readFileSync(join(out, "session.jsonl"), "utf8")))

/** The first sample at which two recordings differ; undefined where they are the same. */
export const firstDifference = (a: Int16Array | undefined, b: Int16Array | undefined): number | undefined => {
  if (a === undefined || b === undefined) return 0
  const at = a.findIndex((sample, index) => sample !== b[index])
  return at >= 0 ? at : a.length === b.length ? undefined : a.length
}
