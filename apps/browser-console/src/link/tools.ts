/** The functions that the page runs itself. The user answers the others by hand. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** The arguments of `set_theme`. */
const Theme = Schema.fromJsonString(Schema.Struct({ theme: Schema.Literals(["light", "dark"]) }))
/** The arguments of `roll_dice`. */
const Dice = Schema.fromJsonString(Schema.Struct({ sides: Schema.Int.check(Schema.isGreaterThanOrEqualTo(2)) }))

/** The themes of the page. */
export type Theme = "light" | "dark"

/** The output of a call whose arguments do not match. */
const refused = JSON.stringify({
  error: { code: "invalid_arguments", message: "the arguments do not match the parameters of the function" }
})

/** Runs a call and returns its output, or `undefined` if this page does not know the function. */
export const runTool = (name: string, json: string, setTheme: (theme: Theme) => void): string | undefined => {
  switch (name) {
    case "set_theme":
      return Option.match(Schema.decodeUnknownOption(Theme)(json), {
        onNone: () => refused,
        onSome: ({ theme }) => {
          setTheme(theme)
          return JSON.stringify({ theme })
        }
      })
    case "roll_dice":
      return Option.match(Schema.decodeUnknownOption(Dice)(json), {
        onNone: () => refused,
        onSome: ({ sides }) => JSON.stringify({ rolled: 1 + Math.floor(Math.random() * sides) })
      })
    default:
      return undefined
  }
}
