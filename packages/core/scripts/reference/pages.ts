/** The reference in Markdown: each event and shape with its fields, and an instance of each event that decodes. */
import { Beta, ClientEvent, Live, ServerEvent, Translation } from "@antiphon/core/schema"
import type * as SchemaAST from "effect/SchemaAST"
import { betaModules, gaModules, liveModules } from "../../test/protocol/modules.ts"
import { hasAst, namesOf, render, renderField } from "../../test/protocol/render.ts"
import { type Documented, documentedIn } from "./docs.ts"
import { exampleOf } from "./example.ts"

interface Vocabulary {
  readonly types: ReadonlyArray<string>
  readonly schemas: object
  readonly decode: (frame: string) => { readonly _tag: string }
}

interface Source {
  readonly vocabulary: Vocabulary
  readonly docs: ReadonlyMap<string, Documented>
  /** The page of the shapes that its fields name. */
  readonly shapes: keyof typeof names
}

const ga = documentedIn("{shapes,http,translation}/*.ts")
const beta = documentedIn("{shapes,beta/shapes}/*.ts")
const common: ReadonlyMap<string, string> = new Map([
  [
    "event_id",
    "The id of the event. The server makes the ids of its events. A client may choose an id, which `error.event_id` then names."
  ],
  ["type", "The name of the event or shape."],
  ["role", "Whose message it is."]
])

/** The classes of a vocabulary by the event that they are. */
const classOf = (schema: unknown): string => (typeof schema === "function" ? schema.name : "")

const shown = (type: string, shapes: string, known: ReadonlySet<string>): string =>
  type
    .split(/\b/)
    .map((word) => (known.has(word) ? `[${word}](${shapes}#${word.toLowerCase()})` : word))
    .join("")
    .replaceAll("|", "\\|")

const names = {
  "shapes.md": namesOf(gaModules),
  "beta-shapes.md": namesOf(betaModules),
  "live-shapes.md": namesOf(liveModules)
}

const tableOf = (ast: SchemaAST.AST, fields: ReadonlyMap<string, string>, shapes: keyof typeof names): string => {
  if (ast._tag !== "Objects") return ""
  const known = new Set(names[shapes].values())
  const rows = ast.propertySignatures.map(({ name, type }) => {
    const { nullable, required, type: text } = renderField(names[shapes], type)
    const field = String(name)
    const what = fields.get(field) || common.get(field) || ""
    return `| \`${field}\`${required ? "" : "?"} | ${shown(text, shapes, known)}${nullable ? " \\| null" : ""} | ${what.replaceAll("|", "\\|")} |`
  })
  return ["| field | type | what it is |", "| --- | --- | --- |", ...rows].join("\n")
}

/** An instance of an event. Throws if it does not decode. */
export const instanceOf = ({ decode, schemas }: Vocabulary, type: string): string => {
  const schema: unknown = Reflect.get(schemas, type)
  const instance = hasAst(schema) ? exampleOf(schema.ast, type) : {}
  const outcome = decode(JSON.stringify(instance))
  if (outcome._tag !== "Known") throw new Error(`The example of ${type} is ${outcome._tag}. Correct example.ts.`)
  return JSON.stringify(instance, undefined, 2)
}

const eventPage = (title: string, about: string, sources: ReadonlyArray<Source>): string =>
  [
    `# ${title}`,
    generated,
    about,
    ...sources.flatMap(({ docs, shapes, vocabulary }) =>
      vocabulary.types.map((type) => {
        const schema: unknown = Reflect.get(vocabulary.schemas, type)
        if (!hasAst(schema)) throw new Error(`${type} has no schema`)
        const own = docs.get(classOf(schema))
        return [
          `## ${type}`,
          own?.doc ?? "",
          tableOf(schema.ast, own?.fields ?? new Map(), shapes),
          "```json\n" + instanceOf(vocabulary, type) + "\n```"
        ].join("\n\n")
      })
    )
  ].join("\n\n") + "\n"

const shapePage = (
  title: string,
  modules: ReadonlyArray<object>,
  docs: ReadonlyMap<string, Documented>,
  page: keyof typeof names
): string => {
  const shapes = new Map(modules.flatMap((module) => Object.entries(module)))
  const known = new Set(names[page].values())
  const sections = [...shapes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, schema]) => {
      if (!hasAst(schema) || name.startsWith("Unlisted")) return []
      const own = docs.get(name)
      const { ast } = schema
      // A shape without a name of its own is written out.
      const without = new Map([...names[page]].filter(([, each]) => each !== name))
      const body =
        ast._tag === "Objects" && ast.propertySignatures.length > 0
          ? tableOf(ast, own?.fields ?? new Map(), page)
          : shown(render(without, ast), page, known).replaceAll("\\|", "|")
      return [`## ${name}`, ...(own === undefined || own.doc === "" ? [] : [own.doc]), body]
    })
  return [`# ${title}`, generated, ...sections].join("\n\n") + "\n"
}

const generated =
  "Generated from the schemas of `@antiphon/core` and their doc comments by `pnpm --filter @antiphon/core run generate`. The build decodes every example. A `?` marks a field that may be absent. `null` marks a field that may be null. Enumerations are open, so values that are not listed are accepted too."

/** Every page by its file name. */
export const pages = (): ReadonlyMap<string, string> =>
  new Map([
    [
      "server-events.md",
      eventPage("Server events", "The events of `ServerEvent`, which a server sends to a client.", [
        { vocabulary: ServerEvent, docs: documentedIn("events/server/*.ts"), shapes: "shapes.md" }
      ])
    ],
    [
      "client-events.md",
      eventPage("Client events", "The events of `ClientEvent`, which a client sends to a server.", [
        { vocabulary: ClientEvent, docs: documentedIn("events/client/*.ts"), shapes: "shapes.md" }
      ])
    ],
    [
      "translation-events.md",
      eventPage(
        "Translation events",
        "The events of translation sessions. `Translation.ServerEvent` comes first, then `Translation.ClientEvent`.",
        [
          {
            vocabulary: Translation.ServerEvent,
            docs: documentedIn("{events/server,translation}/*.ts"),
            shapes: "shapes.md"
          },
          {
            vocabulary: Translation.ClientEvent,
            docs: documentedIn("{events/server,translation}/*.ts"),
            shapes: "shapes.md"
          }
        ]
      )
    ],
    [
      "beta-server-events.md",
      eventPage("Server events of the beta", "The events of `Beta.ServerEvent`, which a server of the beta sends.", [
        {
          vocabulary: Beta.ServerEvent,
          docs: new Map([...documentedIn("events/server/*.ts"), ...documentedIn("beta/server/*.ts")]),
          shapes: "beta-shapes.md"
        }
      ])
    ],
    [
      "beta-client-events.md",
      eventPage("Client events of the beta", "The events of `Beta.ClientEvent`, which a client of the beta sends.", [
        {
          vocabulary: Beta.ClientEvent,
          docs: new Map([...documentedIn("events/client/*.ts"), ...documentedIn("beta/client/*.ts")]),
          shapes: "beta-shapes.md"
        }
      ])
    ],
    [
      "live-server-events.md",
      eventPage("Server events of Live", "The events of `Live.ServerEvent`, which a Live server sends.", [
        { vocabulary: Live.ServerEvent, docs: documentedIn("live/server/*.ts"), shapes: "live-shapes.md" }
      ])
    ],
    [
      "live-client-events.md",
      eventPage("Client events of Live", "The events of `Live.ClientEvent`, which a Live client sends.", [
        { vocabulary: Live.ClientEvent, docs: documentedIn("live/client/*.ts"), shapes: "live-shapes.md" }
      ])
    ],
    [
      "live-shapes.md",
      shapePage("Shapes of Live", liveModules, documentedIn("live/{*,client/*,shapes/*}.ts"), "live-shapes.md")
    ],
    ["shapes.md", shapePage("Shapes", gaModules, ga, "shapes.md")],
    ["beta-shapes.md", shapePage("Shapes of the beta", betaModules, new Map([...ga, ...beta]), "beta-shapes.md")]
  ])
