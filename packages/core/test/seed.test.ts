import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { ProtocolError } from "@antiphon/core"
import { Beta } from "@antiphon/core/schema"
import { valueOf } from "./arbitrary.ts"
import { variants } from "./seed-variants.ts"

const { ServerEvent } = Beta

/** One event of a type, the same in every run, with no key that the schema does not have. */
const sample = (type: Beta.ServerEvent["type"]): Beta.ServerEvent => {
  const [value] = fc.sample(valueOf(ServerEvent.schemas[type]), { numRuns: 1, seed: 34 })
  const decoded = ServerEvent.decodeValue(value)
  if (decoded._tag !== "Known") throw new Error(`the sample of ${type} is ${decoded._tag}`)
  return decoded.event
}

const others = (type: string) => ServerEvent.types.filter((other) => other !== type)

/** The fields that an event of this type cannot do without, its type aside. */
const requiredOf = (type: Beta.ServerEvent["type"]): ReadonlyArray<string> =>
  Object.entries(ServerEvent.schemas[type].fields).flatMap(([name, { ast }]) =>
    name === "type" || ast.context?.isOptional === true ? [] : [name]
  )

describe("the 34 variants of the seed", () => {
  it("are the first of the beta's server events, in the seed's order", () => {
    expect(ServerEvent.seedTypes).toEqual(variants.map(([, type]) => type))
    expect(ServerEvent.types.slice(0, 34)).toEqual(ServerEvent.seedTypes)
  })

  it("have accessors whose names are the literal's words", () => {
    for (const [accessor, type] of variants) {
      expect(type.replace(/[._]([a-z])/g, (_, letter: string) => letter.toUpperCase())).toBe(accessor)
    }
  })
})

describe.each(variants)("%s", (_accessor, type) => {
  const event = sample(type)
  const { type: _, ...fields } = event

  it("isX: the guard says yes to this event and no to every other", () => {
    expect(ServerEvent.is(type)(event)).toBe(true)
    expect(others(type).filter((other) => ServerEvent.is(other)(event))).toEqual([])
  })

  it("x(): the accessor gives some of this event and none of every other", () => {
    expect(ServerEvent.as(type)(event)).toEqual(Option.some(event))
    expect(others(type).filter((other) => Option.isSome(ServerEvent.as(other)(event)))).toEqual([])
  })

  it("asX: the accessor with getOrThrow gives the event itself, or throws", () => {
    expect(Option.getOrThrow(ServerEvent.as(type)(event))).toBe(event)
    for (const other of others(type)) expect(() => Option.getOrThrow(ServerEvent.as(other)(event))).toThrow()
  })

  it("ofX: the constructor builds the event of its fields, and refuses too few", () => {
    const make = ServerEvent.make as (type: string, fields: object) => Beta.ServerEvent
    expect(make(type, fields)).toEqual(event)
    if (requiredOf(type).length > 0) expect(() => make(type, {})).toThrow(ProtocolError)
  })

  it("accept: match runs the arm of this event", () => {
    const arms = Object.fromEntries(ServerEvent.types.map((name) => [name, () => name]))
    const handlers = { ...arms, unknown: () => "unknown" } as never
    expect(ServerEvent.match(event, handlers)).toBe(type)
    expect(ServerEvent.matchSome(event, { [type]: () => "this" }, () => "another")).toBe("this")
  })

  it("validate, isValid: a good instance passes as it is", () => {
    expect(ServerEvent.validate(event)).toEqual(Result.succeed(event))
  })

  it.each(requiredOf(type))("validate, isValid: one without %s fails and says so", (name) => {
    const broken = Object.fromEntries(Object.entries(event).filter(([key]) => key !== name))
    const verdict = ServerEvent.validate(broken)
    expect(Result.isFailure(verdict) && verdict.failure.issues).toEqual([{ path: [name], message: "is missing" }])
  })

  it("_json: the event is its own raw form, with all that came with it", () => {
    const raw = { ...event, brand_new: { deep: [1, null] } }
    const decoded = ServerEvent.decode(JSON.stringify(raw))
    expect(decoded).toEqual({ _tag: "Known", event: raw })
    expect(decoded._tag === "Known" && JSON.parse(ServerEvent.encode(decoded.event))).toEqual(raw)
  })
})

describe("the README's table of the seed", () => {
  const table = [
    "| Java accessor | literal | class |",
    "| --- | --- | --- |",
    ...variants.map(([accessor, type]) => `| \`${accessor}()\` | \`${type}\` | \`${ServerEvent.schemas[type].name}\` |`)
  ].join("\n")

  it("is up to date, or else paste what is expected here between its markers", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    const [, copy] = /<!-- seed-table -->\n([^]*?)\n<!-- \/seed-table -->/.exec(readme) ?? []
    expect(copy?.trim()).toBe(table)
  })
})
