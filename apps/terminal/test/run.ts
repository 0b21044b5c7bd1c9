/** Runs the command as its users do, in a process of its own. */
import { Wav } from "@antiphon/audio"
import { parse, type Recording } from "@antiphon/recording"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { execFile, spawn } from "node:child_process"
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

type Environment = Readonly<Record<string, string>>

/** No key but those given. */
const environment = (given: Environment): NodeJS.ProcessEnv => {
  const { ANTIPHON_KEYS: _keys, OPENAI_API_KEY: _key, ...inherited } = process.env
  return { ...inherited, ...given, NO_COLOR: "1" }
}

/** Runs the command to its end, with `typed` on its stdin. */
export const antiphon = (args: ReadonlyArray<string>, env: Environment = {}, typed = ""): Effect.Effect<Run> =>
  Effect.callback<Run>((resume) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      { env: environment(env), timeout: 60_000, killSignal: "SIGKILL" },
      (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode, stdout, stderr }))
    )
    child.stdin?.end(typed)
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/** Runs `antiphon demo --fast` to its end. */
export const demo = (args: ReadonlyArray<string>, env: Environment = {}): Effect.Effect<Run> =>
  antiphon(["demo", "--fast", ...args], env)

export interface Serving {
  /** The address that it says it has. */
  readonly url: string
  /** Waits for a line of its log with this message, from the start on. */
  readonly logged: (message: string) => Effect.Effect<Readonly<Record<string, unknown>>>
  /** All that it has printed. */
  readonly printed: () => string
  /** Sends SIGTERM, and gives the exit code when it has ended. */
  readonly terminate: Effect.Effect<number | null>
}

/** `antiphon serve` on any free port, until the scope ends. */
export const serving = (
  args: ReadonlyArray<string>,
  env: Environment = {}
): Effect.Effect<Serving, never, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [main, "serve", "--port", "0", ...args], { env: environment(env) })),
      (running) => Effect.sync(() => void running.kill("SIGKILL"))
    )
    let printed = ""
    const waiting = new Set<() => void>()
    const exit = Effect.runSync(Deferred.make<number | null>())
    child.stdout.setEncoding("utf8")
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        printed += text
        for (const look of waiting) look()
      })
    }
    child.once("close", (code) => {
      Deferred.doneUnsafe(exit, Effect.succeed(code))
      for (const look of waiting) look()
    })
    const logged = (message: string) =>
      Effect.callback<Readonly<Record<string, unknown>>>((resume) => {
        const look = () => {
          const lines = printed.split("\n").slice(0, -1)
          const found = lines.map((line) => JSON.parse(line)).find((line) => line.message === message)
          if (found !== undefined) resume(Effect.succeed(found))
          else if (child.exitCode !== null) resume(Effect.die(`it ended without "${message}": ${printed}`))
        }
        waiting.add(look)
        look()
        return Effect.sync(() => void waiting.delete(look))
      })
    const { url } = yield* logged("listening")
    return {
      url: String(url),
      logged,
      printed: () => printed,
      terminate: Effect.suspend(() => {
        child.kill("SIGTERM")
        return Deferred.await(exit)
      })
    }
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

/** The first sample at which two recordings differ, or `undefined` if they are the same. */
export const firstDifference = (a: Int16Array | undefined, b: Int16Array | undefined): number | undefined => {
  if (a === undefined || b === undefined) return 0
  const at = a.findIndex((sample, index) => sample !== b[index])
  return at >= 0 ? at : a.length === b.length ? undefined : a.length
}
