/** Mistakes in what a client asks for, by the vocabulary of the GA protocol. See `misfit.ts` for the rule. */
import { clientForms } from "../events/ClientEvent.ts"
import type { Form, Struct } from "../wire/Form.ts"
import { misfit } from "./misfit.ts"

/** The form of a field of an event or of an object, by the names on the way to it. */
const within = (form: Form | undefined, ...path: ReadonlyArray<string>): Form => {
  const [name, ...rest] = path
  if (form === undefined) return { _tag: "Any" }
  if (name === undefined) return form
  const structs = form._tag === "Union" ? form.arms : [form]
  const keys = structs.flatMap((arm) => (arm._tag === "Struct" ? arm.keys : []))
  return within(keys.find((key) => key.name === name)?.form, ...rest)
}

/** The form of a session of this type, in which settings of its audio may stand beside the others. */
const settingsForm = (type: string): Form => {
  const session = within(clientForms.of("session.update"), "session")
  const arms = session._tag === "Union" ? session.arms : [session]
  const own = arms.find((arm): arm is Struct => {
    const label = within(arm, "type")
    return arm._tag === "Struct" && label._tag === "Literal" && label.literal === type
  })
  if (own === undefined) return { _tag: "Any" }
  const flat = (["input", "output"] as const).flatMap((side) => {
    const names = side === "input" ? ["turn_detection", "transcription", "noise_reduction"] : ["voice", "speed"]
    return names.map((name) => ({
      name,
      optional: true,
      fill: undefined,
      form: within(own, "audio", side, name)
    }))
  })
  return { ...own, keys: [...own.keys, ...flat] }
}

/** Where a value was passed. */
export interface Place {
  /** The function that was called, e.g. `connect`. */
  readonly what: string
  /** The option that the value is. Absent if it is the argument itself. */
  readonly option?: string
}

/** Returns what is wrong with the settings of a session, or `undefined`. `type` is that of settings without one. */
export const settingsProblem = ({ option, what }: Place, settings: object, type = "realtime"): string | undefined =>
  misfit(what, settingsForm(String(Reflect.get(settings, "type") ?? type)), settings, option)

/** Returns what is wrong with the parameters of a response, or `undefined`. */
export const responseProblem = ({ option, what }: Place, params: object): string | undefined =>
  misfit(what, within(clientForms.of("response.create"), "response"), params, option)

/** Returns what is wrong with an item, or `undefined`. */
export const itemProblem = ({ option, what }: Place, item: object): string | undefined =>
  misfit(what, within(clientForms.of("conversation.item.create"), "item"), item, option)
