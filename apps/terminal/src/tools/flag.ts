/** The `--tools` flag. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Flag } from "effect/cli"
import type { CliFailure } from "../CliFailure.ts"
import { readTools, type ToolProgram } from "./readTools.ts"

export const toolsFlag = Flag.String("tools").pipe(
  Flag.withMetavar("FILE.json"),
  Flag.withDescription(
    "Functions that the model may call, each with the program that answers. The README has the format of the file"
  ),
  Flag.optional
)

/** The tools of the file, or none without one. */
export const toolsOf = (file: Option.Option<string>): Effect.Effect<ReadonlyArray<ToolProgram>, CliFailure> =>
  Option.match(file, { onNone: () => Effect.succeed([]), onSome: readTools })
