/** The engines of `antiphon serve`, by name. */
import { echo, type EngineParts } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { offline } from "../offline/engine.ts"
import { compatibleEngine } from "./compatibleEngine.ts"
import { readScript } from "./Script.ts"

/** The values of `--engine`. */
export const engineNames = ["offline", "echo", "scripted", "compatible"] as const
/** The name of an engine. */
export type EngineName = (typeof engineNames)[number]

/** Makes an engine. `script` is the file for the scripted engine. */
export const engineNamed = Effect.fnUntraced(function* (
  name: EngineName,
  script: Option.Option<string>
): Effect.fn.Return<EngineParts, CliFailure, Scope.Scope> {
  if (Option.isSome(script) !== (name === "scripted")) {
    return yield* cliFailure("--engine scripted plays a script: give both, --engine scripted --script FILE.json")
  }
  if (Option.isSome(script)) {
    // The script is read first, so that a mistake in it is reported before a voice is loaded.
    const play = yield* readScript(script.value)
    return play(yield* offline)
  }
  if (name === "compatible") return yield* compatibleEngine
  return name === "echo" ? echo : yield* offline
})
