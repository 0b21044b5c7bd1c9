/** Runs a recorder or a player as a process of its own. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { Sink } from "@antiphon/audio/node"
import { type ChildProcess, spawn } from "node:child_process"
import { DeviceEnded } from "./DeviceEnded.ts"
import type { Program } from "./programs.ts"

/** How much of a program's complaints is kept, in characters. */
const maxComplaint = 2000
/** How long a program may take to end, in ms. It is killed then. */
const farewellMs = 1000
/** How many blocks of the microphone wait at most. Older ones are dropped, because late audio is of no use. */
const maxBlocks = 256

/** A process that records. */
export interface Recorder {
  readonly name: string
  /** The audio as PCM16 of 24 kHz. */
  readonly blocks: Queue.Dequeue<Int16Array>
  /** Succeeds with the first sound. */
  readonly began: Effect.Effect<void>
  /** Fails when the process ends, with what it said last. */
  readonly ended: Effect.Effect<never, DeviceEnded>
}

/** A process that plays what is written to it. */
export interface PlayerProcess {
  readonly name: string
  readonly sink: Sink
  /** Fails when the process ends, with what it said last. */
  readonly ended: Effect.Effect<never, DeviceEnded>
}

/** Records until the scope ends. */
export const startRecorder = Effect.fnUntraced(function* (
  program: Program
): Effect.fn.Return<Recorder, never, Scope.Scope> {
  const { child, ended } = yield* start(program)
  const blocks = yield* Queue.sliding<Int16Array>(maxBlocks)
  const began = yield* Deferred.make<void>()
  let odd: Buffer = Buffer.alloc(0)
  child.stdout?.on("data", (piece: Buffer) => {
    const bytes = Buffer.concat([odd, piece])
    const whole = bytes.length - (bytes.length % 2)
    odd = bytes.subarray(whole)
    // The copy is aligned, as a view of samples must be.
    if (whole > 0) Queue.offerUnsafe(blocks, new Int16Array(new Uint8Array(bytes.subarray(0, whole)).buffer))
    Deferred.doneUnsafe(began, Effect.void)
  })
  return { name: program.name, blocks, began: Deferred.await(began), ended }
})

/** Plays until the scope ends. */
export const startPlayer = Effect.fnUntraced(function* (
  program: Program
): Effect.fn.Return<PlayerProcess, never, Scope.Scope> {
  const { child, ended } = yield* start(program)
  const { stdin } = child
  const sink: Sink = {
    write: (bytes) => stdin === null || stdin.destroyed || stdin.write(bytes),
    once: (event, listener) => stdin?.once(event, listener)
  }
  return { name: program.name, sink, ended }
})

/** Starts a process. The scope ends it. */
const start = Effect.fnUntraced(function* (program: Program) {
  const failure = yield* Deferred.make<never, DeviceEnded>()
  const { args, name, path, role } = program
  const fail = (what: string) => Deferred.doneUnsafe(failure, Effect.fail(new DeviceEnded({ role, name, what })))
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      // In a group of its own, so that Ctrl-C reaches this command alone, which then ends the process.
      spawn(path, args, { stdio: ["pipe", "pipe", "pipe"], detached: process.platform !== "win32", windowsHide: true })
    ),
    end
  )
  let complaint = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-maxComplaint)
  })
  // Its end says more than a broken pipe.
  child.stdin.on("error", () => {})
  child.on("error", ({ message }) => fail(`cannot be started: ${message}`))
  child.on("close", (code, signal) => fail(`ended (${signal ?? `exit code ${code}`})${lastLineOf(complaint)}`))
  if (role === "recorder") child.stdin.end()
  else child.stdout.resume()
  return { child, ended: Deferred.await(failure) }
})

/** Asks a process and its children to end, and kills them if they do not. */
const end = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resume(Effect.void)
    const timer = setTimeout(() => signal(child, "SIGKILL"), farewellMs)
    // A child of it may keep its streams open.
    child.once("exit", () => {
      clearTimeout(timer)
      resume(Effect.void)
    })
    child.stdin?.destroy()
    signal(child, "SIGTERM")
  })

/** Signals a process, and its group where there are groups. */
const signal = (child: ChildProcess, name: "SIGTERM" | "SIGKILL"): void => {
  try {
    if (child.pid === undefined || process.platform === "win32") child.kill(name)
    else process.kill(-child.pid, name)
  } catch {
    // It has ended.
  }
}

/** The last line that a program complained with. */
const lastLineOf = (complaint: string): string => {
  const line = complaint
    .trim()
    .split(/[\r\n]+/)
    .at(-1)
    ?.trim()
  return line === undefined || line === "" ? "" : `: ${line}`
}
