import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ClientEvent, ServerEvent } from "@antiphon/core/schema"
import { formOf } from "../src/schema/formOf.ts"
import { checkOf } from "../src/wire/Check.ts"
import { Walk } from "../src/wire/Issues.ts"
import { mendOf } from "../src/wire/mend.ts"
import { json, mutated, valueOf } from "./arbitrary.ts"
import { everyEvent, schemaOf } from "./vocabularies.ts"

const vocabularies = [ServerEvent, ClientEvent]
const schemas: ReadonlyArray<readonly [string, Schema.ConstraintCodec<unknown, unknown>]> = vocabularies.flatMap(
  ({ name, schemas, types }) => types.map((type) => [`${name} ${type}`, Reflect.get(schemas, type)] as const)
)

describe("the derived check gives Schema's own verdict", () => {
  it.each(schemas)("%s", (_name, schema) => {
    const check = checkOf(formOf(schema))
    const is = Schema.is(schema)
    const values = fc.oneof(valueOf(schema), valueOf(schema).chain(mutated), json)
    fc.assert(
      fc.property(values, (value) => {
        expect(check(value) !== 0, JSON.stringify(value)).toBe(is(value))
      }),
      { numRuns: 60 }
    )
  })

  it("holds on shapes that no event has, such as records, odd keys and plain unions", () => {
    const odd = [
      Schema.Record(Schema.String, Schema.Int),
      Schema.Union([Schema.String, Schema.Struct({ a: Schema.Boolean })]),
      Schema.Union([Schema.Array(Schema.Int), Schema.Record(Schema.String, Schema.Number)]),
      Schema.Struct({ constructor_: Schema.optionalKey(Schema.String), __proto__x: Schema.Int })
    ]
    for (const schema of odd) {
      const check = checkOf(formOf(schema))
      const is = Schema.is(schema)
      fc.assert(
        fc.property(fc.oneof(valueOf(schema).chain(mutated), json), (value) => (check(value) !== 0) === is(value))
      )
    }
  })

  it.each([
    ["a tuple", Schema.Tuple([Schema.String, Schema.Int])],
    ["a filter", Schema.String.check(Schema.isMinLength(2))],
    ["a list that is never empty", Schema.NonEmptyArray(Schema.Int)],
    [
      "an object with declared and other keys",
      Schema.StructWithRest(Schema.Struct({ a: Schema.Int }), [Schema.Record(Schema.String, Schema.Unknown)])
    ],
    ["a schema of itself", Schema.suspend(() => Schema.String)]
  ])("%s, which no form expresses, is refused while building", (_name, schema) => {
    expect(() => formOf(schema)).toThrow(TypeError)
  })

  it("a transformation is refused while building", () => {
    expect(() => formOf(Schema.Struct({ at: Schema.FiniteFromString }))).toThrow(/no transformations/)
  })

  it("keys in another order, or fewer of them, change nothing", () => {
    const check = checkOf(formOf(Schema.Struct({ a: Schema.Int, b: Schema.optionalKey(Schema.NullOr(Schema.String)) })))
    for (const value of [{ a: 1, b: "x" }, { b: null, a: 1 }, { a: 1 }, { a: 1, b: "x" }]) expect(check(value)).toBe(1)
    for (const value of [{ b: "x" }, { a: "1", b: "x" }, { b: 1, a: 1 }, [], {}]) expect(check(value)).toBe(0)
  })
})

describe("a strict walk gives Schema's own verdict", () => {
  it.each(everyEvent)("%s", (_name, vocabulary, type) => {
    const schema = schemaOf(vocabulary, type)
    const is = Schema.is(schema)
    fc.assert(
      fc.property(fc.oneof(valueOf(schema), valueOf(schema).chain(mutated)), (value) => {
        // A value of another type is another event's matter.
        fc.pre(Reflect.get(Object(value), "type") === type)
        expect(vocabulary.validate(value)._tag, JSON.stringify(value)).toBe(is(value) ? "Success" : "Failure")
        expect(mendOf(formOf(schema))(value, new Walk(true)) === value, JSON.stringify(value)).toBe(is(value))
      }),
      { numRuns: 60 }
    )
  })
})

describe("an object that is no parsed JSON", () => {
  it("may inherit keys, and its check still ends", () => {
    const check = checkOf(formOf(Schema.Struct({ a: Schema.Int })))
    const inheriting = (own: object) => Object.assign(Object.create({ inherited: 1 }), own)
    expect(check(inheriting({ a: 1 }))).toBe(1)
    expect(check(inheriting({ a: "1" }))).toBe(0)
  })
})

describe("lossless", () => {
  it.each(vocabularies.map((vocabulary) => [vocabulary.name, vocabulary] as const))(
    "what decodes as Known encodes to what it was: %s",
    (_name, { decode, encode, schemas, types }) => {
      const events = fc.constantFrom(...types).chain((type) => valueOf(Reflect.get(schemas, type)))
      fc.assert(
        fc.property(events, (event) => {
          const text = JSON.stringify(event)
          const decoded = decode(text)
          if (decoded._tag !== "Known") throw new Error(`${text} is ${decoded._tag}`)
          expect(JSON.parse(encode(decoded.event as never))).toEqual(JSON.parse(text))
        }),
        { numRuns: 500 }
      )
    }
  )
})
