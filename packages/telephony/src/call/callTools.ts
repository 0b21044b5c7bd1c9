/** What the model may do with the call that it speaks on. */
import { type Tool } from "@antiphon/session"
import { defineTool } from "@antiphon/session/tools"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Call } from "./Call.ts"

export interface CallToolsOptions {
  /** What the model says to a voicemail, e.g. a message to call back. Without it a voicemail is hung up on. */
  readonly voicemail?: string
}

/** How long a call may have lasted when the model finds that a machine has answered, in ms. */
export const voicemailWithinMs = 30_000

/** What the tools say to the model. */
export const words = {
  hangUp: "Ends the phone call. Say goodbye first.",
  pressKeys: "Presses keys of the phone, e.g. to choose from a menu.",
  transfer: "Transfers the call to a phone number. Tell the caller first.",
  voicemail:
    "Call this in your first two turns, and only then, if a voicemail has answered, e.g. a recorded greeting that asks " +
    "for a message. Do not call it if a person speaks.",
  leave: (message: string) => `Say this once the greeting has ended, and then call hang_up. ${message}`,
  tooLate: "The call has lasted too long for a voicemail. Go on as with a person."
}

/**
 * Tools for the model: `hang_up`, `press_keys`, `transfer` and `voicemail`. Each does what it says once the caller has heard
 * what was said before.
 */
export const callTools = (call: Call, options: CallToolsOptions = {}): ReadonlyArray<Tool> => [
  defineTool({
    name: "hang_up",
    description: words.hangUp,
    parameters: Schema.Struct({}),
    run: () => Effect.as(Effect.andThen(call.played, call.hangup), "The call has ended.")
  }),
  defineTool({
    name: "press_keys",
    description: words.pressKeys,
    parameters: Schema.Struct({ keys: Schema.String }),
    run: ({ keys }) => Effect.as(Effect.andThen(call.played, call.sendDtmf(keys)), "The keys were pressed.")
  }),
  defineTool({
    name: "transfer",
    description: words.transfer,
    parameters: Schema.Struct({ to: Schema.String }),
    run: ({ to }) => Effect.as(Effect.andThen(call.played, call.transfer(to)), "The call was transferred.")
  }),
  defineTool({
    name: "voicemail",
    description: words.voicemail,
    parameters: Schema.Struct({}),
    run: () => {
      if (call.lastsMs() > voicemailWithinMs) return Effect.succeed(words.tooLate)
      if (options.voicemail !== undefined) return Effect.succeed(words.leave(options.voicemail))
      return Effect.as(Effect.andThen(call.played, call.hangup), "The call has ended.")
    }
  })
]
