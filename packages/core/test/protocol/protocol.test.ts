import type * as SchemaAST from "effect/SchemaAST"
import { describe, expect, it } from "vitest"
import { Beta, ClientEvent, ServerEvent, Translation } from "@antiphon/core/schema"
import { differences } from "./differences.ts"
import { betaModules, gaModules } from "./modules.ts"
import protocol from "./protocol.json" with { type: "json" }
import { hasAst, namesOf, render, renderField } from "./render.ts"

const modules = [...gaModules, ...betaModules]
const names = namesOf(modules)
const schemas = new Map(
  modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (hasAst(value) ? [[name, value] as const] : []))
  )
)

interface Field {
  readonly type: string
  readonly required: boolean
  readonly nullable?: boolean
  readonly nullObserved?: boolean
}

/**
 * Gives two spellings of one type one form. Our names replace theirs, and quotes, spaces and the order of arms do not
 * count.
 */
const normal = (type: string): string =>
  type
    .replace(/\bSessionGA\b/g, "Session")
    .replace("SessionRealtimeRequest | SessionTranscriptionRequest", "SessionRequest")
    .replace(/\s*\|\s*null\b/g, "")
    .split(" | ")
    .sort()
    .join(" | ")

const fieldsOf = (ast: SchemaAST.AST) =>
  new Map((ast._tag === "Objects" ? ast.propertySignatures : []).map(({ name, type }) => [String(name), type]))

/**
 * Fields that are ornaments on both sides. They are an event's own id, and the index of an item that its id already
 * names.
 */
const ornaments: ReadonlySet<string> = new Set(["event_id", "output_index"])

/** Lists how the fields of one of our schemas depart from those of the protocol. Empty if they agree. */
const departures = (
  where: string,
  ours: SchemaAST.AST,
  theirs: Readonly<Record<string, Field>>
): ReadonlyArray<string> => {
  const fields = fieldsOf(ours)
  const missing = Object.keys(theirs).filter((name) => !fields.has(name))
  const added = [...fields.keys()].filter((name) => !(name in theirs) && !ornaments.has(name))
  const changed = Object.entries(theirs).flatMap(([name, their]) => {
    const type = fields.get(name)
    if (type === undefined) return []
    const our = renderField(names, type)
    const found: Array<string> = []
    if (normal(our.type) !== normal(their.type)) found.push(`${where}.${name}: ${our.type} for ${their.type}`)
    if (our.required !== their.required && !ornaments.has(name))
      found.push(`${where}.${name}: ${our.required ? "required" : "optional"}`)
    if ((their.nullable ?? their.nullObserved ?? false) && !our.nullable) found.push(`${where}.${name}: never null`)
    return found
  })
  return [
    ...missing.map((name) => `${where}.${name}: absent`),
    ...added.map((name) => `${where}.${name}: added`),
    ...changed
  ]
}

const dialects = [
  { name: "ga", server: ServerEvent, client: ClientEvent },
  { name: "beta", server: Beta.ServerEvent, client: Beta.ClientEvent },
  { name: "translation", server: Translation.ServerEvent, client: Translation.ClientEvent }
]

const found: Array<string> = []
for (const { client, name: dialect, server } of dialects) {
  for (const [vocabulary, events] of [
    [server, protocol.serverEvents],
    [client, protocol.clientEvents]
  ] as const) {
    const named = Object.entries(events).filter(([, event]) => event.dialects.includes(dialect))
    it(`${vocabulary.name} has the protocol's literals`, () => {
      expect(vocabulary.types.toSorted()).toEqual(named.map(([type]) => type).toSorted())
    })
    for (const [type, event] of named) {
      const schema: unknown = Reflect.get(vocabulary.schemas, type)
      if (!hasAst(schema)) throw new Error(`no schema for ${type}`)
      const fields: Record<string, Field> = { ...event.fields }
      const byDialect: Readonly<Record<string, Readonly<Record<string, string>>>> =
        "fieldTypesByDialect" in event ? event.fieldTypesByDialect : {}
      for (const [name, types] of Object.entries(byDialect)) {
        const field = fields[name]
        if (field !== undefined) fields[name] = { ...field, type: types[dialect] ?? field.type }
      }
      found.push(...departures(dialect === "ga" ? type : `${dialect} ${type}`, schema.ast, fields))
    }
  }
}

describe("shapes", () => {
  for (const [name, shape] of Object.entries(protocol.shapes)) {
    const schema = schemas.get(name === "SessionGA" ? "Session" : name)
    if (schema === undefined) {
      found.push(`${name}: absent`)
      continue
    }
    if (shape.kind === "object" && schema.ast._tag === "Union") found.push(`${name}: a union for one record`)
    else if ("fields" in shape && shape.kind === "object") found.push(...departures(name, schema.ast, shape.fields))
    if ("values" in shape) {
      it(`${name} completes the protocol's values`, () => {
        expect(schema.ast.annotations?.["examples"]).toEqual(shape.values)
      })
    }
    if ("members" in shape && schema.ast._tag === "Union") {
      const arms = schema.ast.types.map((type) => render(names, type)).filter((arm) => !arm.startsWith("Unlisted"))
      const ours = arms.join(" | ").replaceAll("'", "").split(" | ").sort()
      const theirs = shape.members.join(" | ").replaceAll("'", "").split(" | ").sort()
      if (ours.join() !== theirs.join()) found.push(`${name}: ${ours.join(" | ")} for ${theirs.join(" | ")}`)
    }
  }
})

it("every departure from the protocol is known, with its reason, and every known one is still there", () => {
  expect([...new Set(found)].sort()).toEqual(Object.keys(differences).sort())
})
