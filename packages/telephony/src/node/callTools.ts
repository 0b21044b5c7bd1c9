/** What the model may do with the call that it speaks on, as tools of `@antiphon/client`. */
import { hasMethods, isObject, kindOf, optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import { type CallToolsOptions, voicemailWithinMs, words } from "../call/callTools.ts"
import { text } from "../check.ts"
import type { PhoneCall } from "./PhoneCall.ts"

type Checked<A> =
  | { readonly value: A; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<{ readonly message: string }> }

/** A Standard Schema. */
export interface ArgumentSchema<A> {
  readonly "~standard": {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => Checked<A>
    readonly types?: { readonly input: A; readonly output: A } | undefined
  }
}

/** A tool as `connect` takes it. */
export interface CallTool<A> {
  readonly description: string
  readonly schema: ArgumentSchema<A>
  readonly jsonSchema: Readonly<Record<string, unknown>>
  readonly run: (args: A) => Promise<string>
}

/** Tools that act on a call. */
export interface CallTools {
  readonly hang_up: CallTool<{}>
  readonly press_keys: CallTool<{ readonly keys: string }>
  readonly transfer: CallTool<{ readonly to: string }>
  readonly voicemail: CallTool<{}>
}

const schemaOf = <A>(validate: (value: unknown) => Checked<A>): ArgumentSchema<A> => ({
  "~standard": { version: 1, vendor: "antiphon", validate }
})

const fieldOf = (value: unknown, name: string): string | undefined => {
  const field = isObject(value) ? value[name] : undefined
  return typeof field === "string" && field !== "" ? field : undefined
}

const missing = (name: string): Checked<never> => ({ issues: [{ message: `${name} is missing. Send it as text.` }] })

const oneText = (name: string, description: string) => ({
  type: "object",
  properties: { [name]: { type: "string", description } },
  required: [name],
  additionalProperties: false
})

/** The arguments of a tool that has none. */
const nothing = {
  schema: schemaOf(() => ({ value: {} })),
  jsonSchema: { type: "object", properties: {} }
}

/** Tools for the model. Each does what it says once the caller has heard what was said before. */
export const callTools = (call: PhoneCall, options: CallToolsOptions = {}): CallTools => {
  const isCall = hasMethods("hangup", "played", "sendDtmf")(call)
  refuseArgument(callTools, isCall ? undefined : `callTools takes the call that listen gives, not ${kindOf(call)}`)
  refuseArgument(callTools, optionsProblem("callTools", options, { voicemail: text("what to say to a voicemail") }))
  return toolsOf(call, options)
}

const toolsOf = (call: PhoneCall, options: CallToolsOptions): CallTools => ({
  hang_up: {
    description: words.hangUp,
    ...nothing,
    run: () => hangUpWhenHeard(call)
  },
  press_keys: {
    description: words.pressKeys,
    schema: schemaOf<{ readonly keys: string }>((value) => {
      const keys = fieldOf(value, "keys")
      return keys === undefined ? missing("keys") : { value: { keys } }
    }),
    jsonSchema: oneText("keys", "0 to 9, * and #"),
    run: async ({ keys }) => {
      await call.played()
      await call.sendDtmf(keys)
      return "The keys were pressed."
    }
  },
  transfer: {
    description: words.transfer,
    schema: schemaOf<{ readonly to: string }>((value) => {
      const to = fieldOf(value, "to")
      return to === undefined ? missing("to") : { value: { to } }
    }),
    jsonSchema: oneText("to", "the phone number"),
    run: async ({ to }) => {
      await call.played()
      await call.transfer(to)
      return "The call was transferred."
    }
  },
  voicemail: {
    description: words.voicemail,
    ...nothing,
    run: async () => {
      if (call.lastsMs() > voicemailWithinMs) return words.tooLate
      return options.voicemail === undefined ? hangUpWhenHeard(call) : words.leave(options.voicemail)
    }
  }
})

const hangUpWhenHeard = async (call: PhoneCall): Promise<string> => {
  await call.played()
  await call.hangup()
  return "The call has ended."
}
