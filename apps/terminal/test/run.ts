/**
 * Runs the command as its users do. Most tests run it in their own process, with streams and an environment of its own, because
 * a start of Node takes longer than most of what is tested. What a claim about the process needs is in `inProcess` and
 * `servingInProcess`.
 */
import { Wav } from "@antiphon/audio"
import { parse, type Recording } from "@antiphon/recording"
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { execFile, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { format } from "node:util"
import { antiphon as command, teardown } from "../src/antiphon.ts"

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

/** Runs the command to its end in a process of its own, with `typed` on its stdin. */
export const inProcess = (args: ReadonlyArray<string>, env: Environment = {}, typed = ""): Effect.Effect<Run> =>
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

/** Where a command prints. */
interface Prints {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}

/** The command in this process, with streams and an environment of its own. */
const here = (
  args: ReadonlyArray<string>,
  {
    columns,
    env,
    keys,
    prints,
    typed
  }: {
    readonly env: Environment
    readonly prints: Prints
    readonly typed: string
    /** What a terminal gives, in place of `typed`. */
    readonly keys?: Stream.Stream<Uint8Array>
    /** The width of the terminal that shows stdout, if one does. */
    readonly columns?: number
  }
) => {
  const line =
    (print: (text: string) => void) =>
    (...parts: ReadonlyArray<unknown>): void =>
      print(`${format(...parts)}\n`)
  const printed: Console.Console = Object.assign(Object.create(console), {
    log: line(prints.stdout),
    error: line(prints.stderr)
  })
  const terminal = Effect.map(Terminal.Terminal, (real) =>
    Terminal.make({
      ...real,
      ...(columns !== undefined && { columns: Effect.succeed(columns) }),
      display: (text) => Effect.sync(() => prints.stdout(text))
    })
  ).pipe(Effect.provide(NodeTerminal.layer))
  const stdio = Stdio.layerTest({
    args: Effect.succeed(args),
    stdin: keys ?? Stream.make(Buffer.from(typed)),
    stdinIsTerminal: Effect.succeed(keys !== undefined),
    stdoutIsTerminal: Effect.succeed(columns !== undefined)
  })
  const files = Layer.merge(NodeFileSystem.layer, NodePath.layer)
  const platform = Layer.mergeAll(
    files,
    stdio,
    Layer.effect(Terminal.Terminal, terminal),
    Layer.provide(NodeChildProcessSpawner.layer, files)
  )
  return command(args).pipe(
    Effect.provide(platform),
    Effect.provideService(Console.Console, printed),
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnvRecord(environment(env)))
  )
}

/** The exit code of a process that ended so. */
const codeOf = (exit: Exit.Exit<unknown, unknown>): number => {
  let ended = NaN
  teardown(exit, (code) => void (ended = code))
  return ended
}

/** Runs the command to its end. */
const ended = (args: ReadonlyArray<string>, given: Omit<Parameters<typeof here>[1], "prints">): Effect.Effect<Run> =>
  Effect.suspend(() => {
    let [stdout, stderr] = ["", ""]
    const prints: Prints = {
      stdout: (text) => void (stdout += text),
      stderr: (text) => void (stderr += text)
    }
    return Effect.map(Effect.exit(here(args, { ...given, prints })), (exit) => ({ code: codeOf(exit), stdout, stderr }))
  })

/** Runs the command to its end, with `typed` on its stdin. */
export const antiphon = (args: ReadonlyArray<string>, env: Environment = {}, typed = ""): Effect.Effect<Run> =>
  ended(args, { env, typed })

/** Runs the command to its end at a terminal, which gives these lines and then the end of a Ctrl-D. */
export const atTerminal = (args: ReadonlyArray<string>, columns: number, typed = ""): Effect.Effect<Run> =>
  ended(args, { env: {}, typed: "", columns, keys: Stream.make(Buffer.from(typed)) })

/** Runs `antiphon demo --fast` to its end. */
export const demo = (args: ReadonlyArray<string>, env: Environment = {}): Effect.Effect<Run> =>
  antiphon(["demo", "--fast", ...args], env)

/** A live conversation. */
export interface Talking {
  /** Waits until stdout matches, or dies if the command ends before. */
  readonly printed: (pattern: RegExp) => Effect.Effect<void>
  /** The command after its own end. */
  readonly ended: Effect.Effect<Run>
  /** Ends it as Ctrl-C does. */
  readonly end: Effect.Effect<Run>
}

/** `antiphon talk`, until the scope ends. With `keys` its stdin is a terminal. */
export const talking = (
  args: ReadonlyArray<string>,
  env: Environment,
  keys?: Stream.Stream<Uint8Array>
): Effect.Effect<Talking, never, Scope.Scope> =>
  Effect.gen(function* () {
    let [stdout, stderr] = ["", ""]
    const prints: Prints = { stdout: (text) => void (stdout += text), stderr: (text) => void (stderr += text) }
    const given = { env, prints, typed: "", ...(keys === undefined ? {} : { keys }) }
    const running = yield* Effect.forkScoped(here(["talk", ...args], given))
    const ended = Effect.map(Fiber.await(running), (exit) => ({ code: codeOf(exit), stdout, stderr }))
    const look = (pattern: RegExp): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (pattern.test(stdout)) return Effect.void
        const isOver = running.pollUnsafe() !== undefined
        return isOver
          ? Effect.die(`it ended without ${pattern}: ${stdout}${stderr}`)
          : Effect.delay(look(pattern), "20 millis")
      })
    const printed: Talking["printed"] = (pattern) =>
      Effect.timeoutOrElse(look(pattern), {
        duration: "40 seconds",
        orElse: () => Effect.die(`it did not print ${pattern}: ${stdout}${stderr}`)
      })
    return { printed, ended, end: Effect.andThen(Fiber.interrupt(running), ended) }
  })

export interface Serving {
  /** The address that it says it has. */
  readonly url: string
  /** Waits for a line of its log with this message, from the start on. */
  readonly logged: (message: string) => Effect.Effect<Readonly<Record<string, unknown>>>
  /** All that it has printed. */
  readonly printed: () => string
  /** Stops it as SIGTERM does, and gives the exit code when it has ended. */
  readonly terminate: Effect.Effect<number | null>
}

/** What a server has printed so far, and the wait for a line of it. */
const makeLog = () => {
  let printed = ""
  let ended = false
  const waiting = new Set<() => void>()
  const changed = () => {
    for (const look of waiting) look()
  }
  const logged: Serving["logged"] = (message) =>
    Effect.callback((resume) => {
      const look = () => {
        const lines = printed.split("\n").slice(0, -1)
        const found = lines
          .filter((line) => line.startsWith("{"))
          .map((line) => JSON.parse(line))
          .find((line) => line.message === message)
        if (found !== undefined) resume(Effect.succeed(found))
        else if (ended) resume(Effect.die(`it ended without "${message}": ${printed}`))
      }
      waiting.add(look)
      look()
      return Effect.sync(() => void waiting.delete(look))
    })
  return {
    logged,
    printed: () => printed,
    print: (text: string) => {
      printed += text
      changed()
    },
    end: () => {
      ended = true
      changed()
    }
  }
}

const anyPort = ["serve", "--port", "0"]

/** `antiphon serve`, or another command that listens, on any free port, until the scope ends. */
export const serving = (
  args: ReadonlyArray<string>,
  env: Environment = {},
  command = anyPort
): Effect.Effect<Serving, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { end, logged, print, printed } = makeLog()
    const running = yield* here([...command, ...args], {
      env,
      prints: { stdout: print, stderr: print },
      typed: ""
    }).pipe(
      Effect.onExit(() => Effect.sync(end)),
      Effect.forkScoped
    )
    const { url } = yield* logged("listening")
    const terminate = Effect.andThen(Fiber.interrupt(running), Effect.map(Fiber.await(running), codeOf))
    return { url: String(url), logged, printed, terminate }
  })

/** `antiphon serve` in a process of its own, until the scope ends. */
export const servingInProcess = (args: ReadonlyArray<string>): Effect.Effect<Serving, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { end, logged, print, printed } = makeLog()
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, [main, ...anyPort, ...args], { env: environment({}) })),
      (running) => Effect.sync(() => void running.kill("SIGKILL"))
    )
    const exit = yield* Deferred.make<number | null>()
    child.stdout.setEncoding("utf8")
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => print(String(text)))
    child.once("close", (code) => {
      Deferred.doneUnsafe(exit, Effect.succeed(code))
      end()
    })
    const { url } = yield* logged("listening")
    const terminate = Effect.suspend(() => {
      child.kill("SIGTERM")
      return Deferred.await(exit)
    })
    return { url: String(url), logged, printed, terminate }
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
