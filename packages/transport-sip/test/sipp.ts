/** Runs the scenarios of SIPp against a listener. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/transport-sip/node"
import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { findSipp, start } from "./programs.ts"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** A listener that answers its calls, or leaves them ringing. */
export const listening = (answers: boolean) =>
  Effect.gen(function* () {
    const ends: Array<string> = []
    const { address, run } = yield* listen({ port: 0 })
    yield* Effect.forkScoped(
      run((invitation) =>
        answers
          ? Effect.scoped(
              Effect.gen(function* () {
                const call = yield* invitation.answer({ vocabulary })
                ends.push((yield* call.ended).message)
              })
            )
          : Effect.andThen(
              invitation.over,
              Effect.sync(() => ends.push("over"))
            )
      )
    )
    return { ends, port: address.port }
  })

/** Runs a scenario to its end, and returns what SIPp says of it. */
export const scenario = Effect.fnUntraced(function* (name: string, port: number, flags: ReadonlyArray<string>) {
  const folder = mkdtempSync(join(tmpdir(), "sipp-"))
  yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
  const file = fileURLToPath(new URL(`sipp/${name}.xml`, import.meta.url))
  const at = ["-i", "127.0.0.1", "-mi", "127.0.0.1", `127.0.0.1:${port}`]
  const running = yield* start(findSipp(), ["-sf", file, "-nostdin", "-timeout", "45s", ...flags, ...at], folder)
  return yield* running.ended
})
