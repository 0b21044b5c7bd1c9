/** The engine as a service. The server gets its engine from a layer, which lives as long as the server. */
import { refuseArgument } from "@antiphon/core/boundary"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { EngineParts } from "./Contract.ts"
import { echo } from "./echo.ts"
import type { Script } from "./Script.ts"
import { scripted } from "./scripted.ts"
import { scriptProblem } from "./scriptProblem.ts"

/** The model behind a server. A layer of this service is an engine. */
export class Engine extends Context.Service<Engine, EngineParts>()("@antiphon/server/Engine") {
  /** Answers each turn with the user's own audio, sample for sample. Its transcripts are empty. */
  static readonly echo: Layer.Layer<Engine> = Layer.succeed(this, echo)

  /** Answers from a script, turn by turn. It does the same every time. */
  static readonly scripted = (script: Script): Layer.Layer<Engine> => {
    refuseArgument(Engine.scripted, scriptProblem(script))
    return Layer.succeed(this, scripted(script))
  }
}
