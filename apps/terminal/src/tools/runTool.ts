/** Runs the program of a tool. */
import { ToolFailure } from "@antiphon/session"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"

/** How long a program may run, in ms. */
const timeout = 30_000
/** How much a program may write, in bytes. */
const maxBuffer = 256 * 1024

/** Runs a program without a shell, with the arguments of a call on its stdin, and returns what it writes. */
export const runTool = (
  [program, ...args]: readonly [string, ...ReadonlyArray<string>],
  json: string
): Effect.Effect<string, ToolFailure> =>
  Effect.callback((resume) => {
    const child = execFile(program, args, { timeout, maxBuffer, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (error === null) return resume(Effect.succeed(stdout.trimEnd()))
      const why = child.signalCode === "SIGKILL" ? whyKilled(error) : `ended with ${error.code ?? "an error"}`
      const words = stderr.trim().split("\n").at(-1)
      const message = `${program} ${why}${words === undefined || words === "" ? "" : `: ${words}`}`
      resume(Effect.fail(new ToolFailure({ code: "failed", message })))
    })
    // A program that does not read its arguments may have closed its stdin.
    child.stdin?.on("error", () => {})
    child.stdin?.end(json)
    return Effect.sync(() => void child.kill("SIGKILL"))
  })

/** The limit that a killed program broke. */
const whyKilled = ({ code }: { readonly code?: string | number | null | undefined }): string =>
  code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER"
    ? `wrote more than ${maxBuffer / 1024} kB`
    : `did not end within ${timeout / 1000} s`
