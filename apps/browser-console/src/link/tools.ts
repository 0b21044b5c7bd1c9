/** The functions that the page runs by itself; others are answered by hand. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Theme = Schema.fromJsonString(Schema.Struct({ theme: Schema.Literals(["light", "dark"]) }))
const Dice = Schema.fromJsonString(Schema.Struct({ sides: Schema.Int.check(Schema.isGreaterThanOrEqualTo(2)) }))

export type Theme = "light" | "dark"

const refused = JSON.stringify({ error: { code: "invalid_arguments", message: "they do not fit the parameters" } })

/** The output of a call, or nothing where this page does not know the function. */
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
