import { type Endpoint, Transport, TransportError } from "@antiphon/core"
import { scopedOpening } from "@antiphon/core/transport"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ChildProcessByStdio } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { type Options, overLines } from "./overLines.ts"

/** A process started with `stdio: ["pipe", "pipe", "inherit"]`. Its stderr stays free for its own output. */
export type Child = ChildProcessByStdio<Writable, Readable, null>

/** The transport whose connections each start a process and use its standard input and output. */
export const layer = (start: () => Child, options: Options = {}): Layer.Layer<Transport> =>
  Layer.succeed(Transport, {
    connect: <In, Out>(endpoint: Endpoint.Endpoint<In, Out>) =>
      Effect.gen(function* () {
        const child = yield* Effect.acquireRelease(Effect.sync(start), (started) => stop(started, options.closeTimeout))
        const pipes = { input: child.stdout, output: child.stdin }
        return yield* Effect.raceFirst(overLines(pipes, endpoint, options), doesNotStart(child))
      }).pipe(scopedOpening)
  })

const doesNotStart = (child: Child) =>
  Effect.callback<never, TransportError>((resume) => {
    child.once("error", (cause) => resume(TransportError.open({ detail: "the process does not start", cause })))
  })

/** Waits until the process is gone. Its pipes are closed by now. A process that stays is killed after the close deadline. */
const stop = (child: Child, closeTimeout: Duration.Input = "5 seconds") => {
  const gone = Effect.callback<void>((resume) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) resume(Effect.void)
    else child.once("exit", () => resume(Effect.void))
  })
  const kill = Effect.sync(() => child.kill("SIGKILL"))
  return Effect.timeoutOrElse(gone, { duration: closeTimeout, orElse: () => Effect.andThen(kill, gone) })
}
