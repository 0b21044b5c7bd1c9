/** Opens the microphone and the loudspeaker through the first program that works. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { CliFailure } from "../CliFailure.ts"
import { type DeviceEnded, deviceFailure } from "./DeviceEnded.ts"
import type { Choices, Program } from "./programs.ts"
import { type PlayerProcess, type Recorder, startPlayer, startRecorder } from "./runProgram.ts"

/** How long a recorder may take to its first sound. It is trusted then, because a device may be slow to wake. */
const firstSound = "2 seconds"
/** How long a player must live to be trusted. A program that finds no device ends at once. */
const proof = "250 millis"

/** Records with the first program that records. The scope ends it. */
export const openRecorder = (choices: Choices): Effect.Effect<Recorder, CliFailure, Scope.Scope> =>
  openFirst(choices, startRecorder, ({ began }) => Effect.raceFirst(began, Effect.sleep(firstSound)))

/** Plays with the first program that plays. The scope ends it. */
export const openPlayer = (choices: Choices): Effect.Effect<PlayerProcess, CliFailure, Scope.Scope> =>
  openFirst(choices, startPlayer, () => Effect.sleep(proof))

/** Starts one program after another, until one of them lives through its trial. */
const openFirst = Effect.fnUntraced(function* <A extends { readonly ended: Effect.Effect<never, DeviceEnded> }>(
  [first, ...others]: Choices,
  start: (program: Program) => Effect.Effect<A, never, Scope.Scope>,
  trial: (started: A) => Effect.Effect<void>
): Effect.fn.Return<A, CliFailure, Scope.Scope> {
  const tried = (program: Program) =>
    Effect.flatMap(start(program), (started) => Effect.as(Effect.raceFirst(started.ended, trial(started)), started))
  const attempt = (program: Program) =>
    Effect.match(tried(program), {
      onSuccess: (device) => ({ device }),
      onFailure: (end) => ({ end })
    })
  const result = yield* attempt(first)
  if ("device" in result) return result.device
  const ends: Array<DeviceEnded> = []
  for (const program of others) {
    const next = yield* attempt(program)
    if ("device" in next) return next.device
    ends.push(next.end)
  }
  return yield* deviceFailure([result.end, ...ends])
})
