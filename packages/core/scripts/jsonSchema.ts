/** Writes every vocabulary as JSON Schema (draft 2020-12) to `schema/`. Run it with `node scripts/jsonSchema.ts`. */
import { mkdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Schema from "effect/Schema"
import { Beta, ClientEvent, Live, ServerEvent, Translation } from "@antiphon/core/schema"
import * as core from "@antiphon/core/schema"
import * as coreShapes from "@antiphon/core/shapes"

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

interface Exported {
  readonly name: string
  readonly types: ReadonlyArray<string>
  readonly schemas: object
}

/** The file of each vocabulary. */
export const files: Readonly<Record<string, Exported>> = {
  "server-event": ServerEvent,
  "client-event": ClientEvent,
  "beta-server-event": Beta.ServerEvent,
  "beta-client-event": Beta.ClientEvent,
  "translation-server-event": Translation.ServerEvent,
  "translation-client-event": Translation.ClientEvent,
  "live-server-event": Live.ServerEvent,
  "live-client-event": Live.ClientEvent
}

const jsonSchemaOf = (schema: Schema.Constraint): Json =>
  JSON.parse(JSON.stringify(Schema.toJsonSchemaDocument(Schema.make<Schema.Codec<unknown>>(schema.ast)).schema))

const events = new Set(Object.values(files).flatMap(({ schemas }) => Object.values(schemas)))

/** The public shapes by the text of their schema. A reference to the shape's name replaces that text wherever it recurs. */
const shapes = new Map(
  [core, coreShapes, Beta, Translation].flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => {
      if (!Schema.isSchema(value) || events.has(value) || name.startsWith("Unlisted")) return []
      const schema = jsonSchemaOf(value)
      const text = JSON.stringify(schema)
      return text.length < 80 ? [] : [[text, { name, schema }] as const]
    })
  )
)

/** Returns the document of one vocabulary. It is an `anyOf` of the events, which `$defs` holds with the shapes they use. */
export const documentOf = ({ name, schemas, types }: Exported): string => {
  const defs = new Map<string, Json>()
  const refer = (schema: Json, self?: string): Json => {
    const shape = shapes.get(JSON.stringify(schema))
    if (shape !== undefined && shape.name !== self) {
      if (!defs.has(shape.name)) {
        defs.set(shape.name, true)
        defs.set(shape.name, refer(shape.schema, shape.name))
      }
      return { $ref: `#/$defs/${shape.name}` }
    }
    if (Array.isArray(schema)) return schema.map((each: Json) => refer(each))
    if (typeof schema !== "object" || schema === null) return schema
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refer(value)]))
  }
  const ofType = types.map((type) => {
    const schema: unknown = Reflect.get(schemas, type)
    if (!Schema.isSchema(schema)) throw new Error(`${type} has no schema`)
    return [type, refer(jsonSchemaOf(schema))] as const
  })
  const unknown = {
    type: "object",
    properties: { type: { type: "string", not: { enum: types } } },
    required: ["type"],
    additionalProperties: true
  }
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    anyOf: [...types, "unknown"].map((type) => ({ $ref: `#/$defs/${type}` })),
    $defs: {
      ...Object.fromEntries(ofType),
      unknown,
      ...Object.fromEntries([...defs].sort(([a], [b]) => (a < b ? -1 : 1)))
    }
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

if (import.meta.main) {
  const folder = new URL("../schema/", import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [file, vocabulary] of Object.entries(files)) {
    writeFileSync(fileURLToPath(new URL(`${file}.json`, folder)), documentOf(vocabulary))
  }
}
