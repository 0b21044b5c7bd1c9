import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { serving } from "../../../apps/terminal/test/run.ts"
import { compiled } from "./ran.ts"

/**
 * Runs `antiphon serve` with these arguments on a free port, in this process, because a start of Node takes seconds.
 * Returns its address, `ws://127.0.0.1:…/v1/realtime`.
 */
export const antiphonServe = (...args: ReadonlyArray<string>): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(serving(args), ({ url }) => url)

/** Runs a Node program until the scope ends. Returns the first line that it prints. */
export const started = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<{ readonly child: ChildProcess; readonly line: string }> => {
      const options = { env: { ...process.env, ...compiled, ...env } }
      const child = spawn(process.execPath, args, { ...options, stdio: ["ignore", "pipe", "inherit"] })
      const gone = once(child, "exit").then(([code]) =>
        Promise.reject(new Error(`${args.join(" ")} ended with ${code}`))
      )
      const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), gone])
      gone.catch(() => {})
      return { child, line }
    }),
    ({ child }) => Effect.sync(() => void child.kill("SIGKILL"))
  ).pipe(Effect.map(({ line }) => line))
