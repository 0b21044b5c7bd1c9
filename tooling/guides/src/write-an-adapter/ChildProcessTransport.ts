import { type Endpoint, Open, Transport, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ChildProcessByStdio } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { type Options, overLines } from "./overLines.ts"

/** Started with `stdio: ["pipe", "pipe", "inherit"]`: its stderr stays free for its words. */
export type Child = ChildProcessByStdio<Writable, Readable, null>

/** The transport whose connections each start a process and speak to its standard input and output. */
export const layer = (start: () => Child, options: Options = {}): Layer.Layer<Transport> =>
  Layer.succeed(Transport, {
    connect: <In, Out>(endpoint: Endpoint.Endpoint<In, Out>) =>
      Effect.gen(function* () {
        const child = yield* Effect.acquireRelease(Effect.sync(start), (started) => stop(started, options.deadline))
        const pipes = { input: child.stdout, output: child.stdin }
        return yield* Effect.raceFirst(overLines(pipes, endpoint, options), doesNotStart(child))
      })
  })

const doesNotStart = (child: Child) =>
  Effect.callback<never, TransportError>((resume) => {
    child.once("error", (cause) =>
      resume(new TransportError({ reason: new Open({ detail: "the process does not start", cause }) }))
    )
  })

/** Its pipes are closed by now. It has until the deadline to see that and go. */
const stop = (child: Child, deadline = 10_000) => {
  const gone = Effect.callback<void>((resume) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) resume(Effect.void)
    else child.once("exit", () => resume(Effect.void))
  })
  return Effect.timeoutOrElse(gone, {
    duration: deadline,
    orElse: () =>
      Effect.andThen(
        Effect.sync(() => child.kill("SIGKILL")),
        gone
      )
  })
}
