/** What the model may do with the call that it speaks on. */
import { type Tool } from "@antiphon/session"
import { defineTool } from "@antiphon/session/tools"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Call } from "./Call.ts"

/**
 * Tools for the model: `hang_up`, `press_keys` and `transfer`. Each does what it says once the caller has heard what was
 * said before.
 */
export const callTools = (call: Call): ReadonlyArray<Tool> => [
  defineTool({
    name: "hang_up",
    description: "Ends the phone call. Say goodbye first.",
    parameters: Schema.Struct({}),
    run: () => Effect.as(Effect.andThen(call.played, call.hangup), "The call has ended.")
  }),
  defineTool({
    name: "press_keys",
    description: "Presses keys of the phone, e.g. to choose from a menu.",
    parameters: Schema.Struct({ keys: Schema.String }),
    run: ({ keys }) => Effect.as(Effect.andThen(call.played, call.sendDtmf(keys)), "The keys were pressed.")
  }),
  defineTool({
    name: "transfer",
    description: "Transfers the call to a phone number. Tell the caller first.",
    parameters: Schema.Struct({ to: Schema.String }),
    run: ({ to }) => Effect.as(Effect.andThen(call.played, call.transfer(to)), "The call was transferred.")
  })
]
