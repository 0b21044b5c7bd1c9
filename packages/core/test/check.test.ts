import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { fromSchema } from "../src/wire/Check.ts"
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
    const check = fromSchema(schema)
    const is = Schema.is(schema)
    const values = fc.oneof(valueOf(schema), valueOf(schema).chain(mutated), json)
    fc.assert(
      fc.property(values, (value) => {
        expect(check(value) !== 0, JSON.stringify(value)).toBe(is(value))
      }),
      { numRuns: 60 }
    )
  })

  it("holds on shapes that no event has, such as records, tuples, filters, suspended and plain unions", () => {
    interface Tree {
      readonly leaf: number
      readonly branches: ReadonlyArray<Tree>
    }
    const tree: Schema.Codec<Tree> = Schema.Struct({
      leaf: Schema.Finite,
      branches: Schema.Array(Schema.suspend(() => tree))
    })
    const odd = [
      tree,
      Schema.Record(Schema.String, Schema.Int),
      Schema.Tuple([Schema.String, Schema.Int]),
      Schema.String.check(Schema.isMinLength(2)),
      Schema.Union([Schema.String, Schema.Struct({ a: Schema.Boolean })]),
      Schema.Struct({}),
      Schema.Struct({ constructor_: Schema.optionalKey(Schema.String), __proto__x: Schema.Int }),
      Schema.NonEmptyArray(Schema.Int),
      Schema.StructWithRest(Schema.Struct({ a: Schema.Int }), [Schema.Record(Schema.String, Schema.Unknown)])
    ]
    for (const schema of odd) {
      const check = fromSchema(schema)
      const is = Schema.is(schema)
      fc.assert(
        fc.property(fc.oneof(valueOf(schema).chain(mutated), json), (value) => (check(value) !== 0) === is(value))
      )
    }
  })

  it("a transformation is refused while building", () => {
    expect(() => fromSchema(Schema.Struct({ at: Schema.FiniteFromString }))).toThrow(/no transformations/)
  })

  it("keys in another order, or fewer of them, change nothing", () => {
    const check = fromSchema(Schema.Struct({ a: Schema.Int, b: Schema.optionalKey(Schema.NullOr(Schema.String)) }))
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
        expect(mendOf(schema.ast)(value, new Walk(true)) === value, JSON.stringify(value)).toBe(is(value))
      }),
      { numRuns: 60 }
    )
  })
})

describe("an object that is no parsed JSON", () => {
  it("may inherit keys, and its check still ends", () => {
    const check = fromSchema(Schema.Struct({ a: Schema.Int }))
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
