import { readFileSync } from "node:fs"
import { Ajv2020 } from "ajv/dist/2020.js"
import * as fc from "fast-check"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { ClientEvent, ServerEvent } from "@antiphon/core/schema"
import { documentOf, files } from "../scripts/jsonSchema.ts"
import { json, mutated, valueOf } from "./arbitrary.ts"

const committed = (file: string): string => readFileSync(new URL(`../schema/${file}.json`, import.meta.url), "utf8")

describe("the committed JSON Schema is today's", () => {
  it.each(Object.entries(files))("%s (else: node scripts/jsonSchema.ts)", (file, vocabulary) => {
    expect(committed(file)).toBe(documentOf(vocabulary))
  })
})

describe("a validator of JSON Schema gives the verdict of validate", () => {
  it.each([["server-event", ServerEvent] as const, ["client-event", ClientEvent] as const])(
    "%s",
    (file, { Schema: union, schemas, types }) => {
      const validate = new Ajv2020({ strict: false, logger: false }).compile(JSON.parse(committed(file)))
      const isWhole = Schema.is(union)
      const events = fc.constantFrom(...types).chain((type) => valueOf(Reflect.get(schemas, type)))
      fc.assert(
        fc.property(fc.oneof(events, events.chain(mutated), json), (value) => {
          expect(validate(value), JSON.stringify(value)).toBe(isWhole(value))
        }),
        { numRuns: 400 }
      )
    }
  )
})
