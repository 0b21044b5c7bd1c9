import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { defineTool } from "@antiphon/session/tools"

const weather = defineTool({
  name: "weather",
  description: "The weather of a place.",
  parameters: Schema.Struct({ place: Schema.String, days: Schema.optionalKey(Schema.Int) }),
  run: ({ place }) =>
    place === "Atlantis" ? Effect.fail({ message: "it is under water" }) : Effect.succeed({ place, sunny: true })
})

const call = { itemId: "item_1", callId: "call_1", name: "weather", arguments: "" }

it("the model gets the arguments as JSON Schema", () => {
  const { name, parameters, type } = weather.definition
  assert.deepStrictEqual([type, name], ["function", "weather"])
  const { properties, required } = Object(parameters)
  assert.deepStrictEqual(
    [Object.keys(properties), properties.place.type, required],
    [["place", "days"], "string", ["place"]]
  )
})

it.effect("arguments that fit are run, and the result goes as JSON", () =>
  Effect.gen(function* () {
    assert.strictEqual(yield* weather.run('{"place":"Rome"}', call), '{"place":"Rome","sunny":true}')
  })
)

it.effect("the model gets a different error for arguments that do not fit, for broken JSON and for failures", () =>
  Effect.gen(function* () {
    const codes = yield* Effect.forEach(['{"place":7}', '{"pla', '{"place":"Atlantis"}'], (json) =>
      Effect.map(Effect.flip(weather.run(json, call)), ({ code }) => code)
    )
    assert.deepStrictEqual(codes, ["invalid_arguments", "invalid_arguments", "failed"])
  })
)

it.effect("arguments that are absent, empty, blank or null are those of a function that takes nothing", () =>
  Effect.gen(function* () {
    const nothing = defineTool({
      name: "now",
      description: "The time.",
      parameters: Schema.Struct({}),
      run: (parameters) => Effect.succeed({ parameters })
    })
    for (const json of ["", " \n", "null", " null ", "{}", '""', '"null"', "\uFEFF", "```json\n```"]) {
      assert.strictEqual(yield* nothing.run(json, call), '{"parameters":{}}')
    }
  })
)

it.effect("arguments in a code fence, behind a byte order mark or encoded twice are read", () =>
  Effect.gen(function* () {
    const rome = '{"place":"Rome"}'
    const fenced = ["```json\n" + rome + "\n```", "```" + rome + "```", "  ```JSON\r\n" + rome + "```  "]
    for (const json of [`\uFEFF${rome}`, JSON.stringify(rome), ...fenced]) {
      assert.strictEqual(yield* weather.run(json, call), '{"place":"Rome","sunny":true}')
    }
  })
)

it.effect("a value of another type is an error of the schema's, however it is wrapped", () =>
  Effect.gen(function* () {
    for (const json of ["[]", "7", '"Rome"', '"7"', "```\n7\n```", '{"place":null}', "undefined"]) {
      assert.deepStrictEqual([json, (yield* Effect.flip(weather.run(json, call))).code], [json, "invalid_arguments"])
    }
  })
)
