/** Writes the table of every vocabulary from its schemas to `src/tables/`. Run it with `node scripts/tables.ts`. */
import { mkdirSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as Schema from "effect/Schema"
import { clientSchemas } from "../src/events/clientSchemas.ts"
import { serverSchemas } from "../src/events/serverSchemas.ts"
import * as betaClasses from "../src/beta/classes.ts"
import { clientSchemas as betaClientSchemas } from "../src/beta/clientSchemas.ts"
import { serverSchemas as betaServerSchemas } from "../src/beta/serverSchemas.ts"
import { clientSchemas as liveClientSchemas } from "../src/live/clientSchemas.ts"
import { serverSchemas as liveServerSchemas } from "../src/live/serverSchemas.ts"
import * as liveClasses from "../src/live/classes.ts"
import * as shapes from "../src/shapes/index.ts"
import * as translationClasses from "../src/translation/classes.ts"
import { clientSchemas as translationClientSchemas } from "../src/translation/clientSchemas.ts"
import { serverSchemas as translationServerSchemas } from "../src/translation/serverSchemas.ts"
import { formOf } from "../src/schema/formOf.ts"
import { type Form, type Key, type Plain, withoutNull } from "../src/wire/Form.ts"

/** The schema of an event. */
interface Member extends Schema.Constraint {
  readonly fields: { readonly type: { readonly schema: { readonly literal: string } } }
}

/** The events of a table, the modules that name its shapes, and the table that has some of its shapes already. */
type Contents = readonly [members: ReadonlyArray<Member>, modules: ReadonlyArray<object>, base?: string]

/** What each table has. A name of an earlier module wins. A page carries both tables of GA, so one refers to the other. */
export const vocabularies: Readonly<Record<string, Contents>> = {
  serverEvent: [serverSchemas, [shapes]],
  clientEvent: [clientSchemas, [shapes], "serverEvent"],
  betaServerEvent: [betaServerSchemas, [betaClasses, shapes]],
  betaClientEvent: [betaClientSchemas, [betaClasses, shapes]],
  translationServerEvent: [translationServerSchemas, [translationClasses, shapes]],
  translationClientEvent: [translationClientSchemas, [translationClasses, shapes]],
  liveServerEvent: [liveServerSchemas, [liveClasses, shapes]],
  liveClientEvent: [liveClientSchemas, [liveClasses, shapes]]
}

const words: Readonly<Record<Plain["_tag"], string>> = {
  String: "string",
  Number: "number",
  Finite: "finite",
  Int: "int",
  Boolean: "boolean",
  Null: "null",
  Any: "any",
  Unlisted: "unlisted"
}

/** Names for the forms of the schemas that the modules export. Forms of one content have one name. */
const namesOf = (modules: ReadonlyArray<object>): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [name, value] of modules.flatMap((module) => Object.entries(module))) {
    if (!Schema.isSchema(value) || taken.has(name)) continue
    const content = JSON.stringify(formOf(value))
    if (!names.has(content)) names.set(content, name)
    taken.add(name)
  }
  return names
}

const unlisted: Form = {
  _tag: "Struct",
  keys: [{ name: "type", optional: false, fill: undefined, form: { _tag: "Unlisted" } }]
}

interface Table {
  readonly text: string
  /** The name of each shape. Its place is the number that the text has for it. */
  readonly shapes: ReadonlyArray<string>
  /** The number of each shape, by its content. */
  readonly numbers: ReadonlyMap<string, number>
}

/** Returns the table of events, a line for each event and then one for each shape that the base does not have. */
export const tableOf = (...[members, modules, base]: Contents): Table => {
  const shared = base === undefined ? undefined : tableOf(...(vocabularies[base] ?? [[], []])).numbers
  const names = new Map(namesOf(modules))
  names.set(JSON.stringify(unlisted), "Unlisted")
  const numbers = new Map<string, number>()
  const shapes: Array<string> = []
  const lines: Array<string> = []

  /** Refers to a form by its number, and writes its line once. A form without a name gets that of its place. */
  const refer = (form: Form, place: string): string => {
    const content = JSON.stringify(form)
    const theirs = shared?.get(content)
    if (theirs !== undefined) return `^${theirs}`
    const known = numbers.get(content)
    if (known !== undefined) return `${known}`
    const number = shapes.length
    const name = names.get(content) ?? place
    numbers.set(content, number)
    shapes.push(name)
    // A place for the line, so that shapes stand in the order of their first use.
    lines.push("")
    lines[number] = lineOf(form, name)
    return `${number}`
  }

  const lineOf = (form: Form, name: string): string =>
    form._tag === "Struct"
      ? form.keys.map((key) => keyOf(key, name)).join(" ")
      : form._tag === "Union"
        ? `=${form.assumed ?? ""} ${form.arms.map((arm, index) => atom(arm, `${name}.${index}`)).join("|")}`
        : atom(form, name)

  const keyOf = ({ fill, form, name, optional }: Key, owner: string): string => {
    const inner = optional ? withoutNull(form) : undefined
    const type = atom(inner ?? form, `${owner}.${name}`)
    const absent = optional ? (inner === undefined ? "??" : "?") : ""
    const colon = optional || type === words.String ? "" : ":"
    return `${name}${fill === undefined ? "" : `!${fill}`}${absent}${colon}${type === words.String ? "" : type}`
  }

  const atom = (form: Form, place: string): string => {
    switch (form._tag) {
      case "Struct":
      case "Union":
        return refer(form, place)
      case "Literal":
        return JSON.stringify(form.literal)
      case "List":
        return `[${form.placed ? "#" : ""}${atom(form.element, place)}]`
      case "Entries":
        return `{${atom(form.value, place)}}`
      default:
        return words[form._tag]
    }
  }

  const events = members.map((member) => {
    const form = formOf(member)
    if (form._tag !== "Struct") throw new TypeError("An event is an object with declared keys.")
    const type = member.fields.type.schema.literal
    const place = `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`
    const keys = form.keys.filter(({ name }) => name !== "type").map((key) => keyOf(key, place))
    return [type, ...keys].join(" ")
  })
  return { text: `${events.join("\n")}\n\n${lines.join("\n")}`, shapes, numbers }
}

/** The names of shapes with their numbers, as lines of a comment. */
const legendOf = (shapes: ReadonlyArray<string>): string =>
  shapes
    .map((name, number) => `${number} ${name}`)
    .join(", ")
    .replaceAll(/(.{1,110})(, |$)/gu, (_, line: string, comma: string) => ` * ${line}${comma.trim()}\n`)

const fileOf = (name: string, { shapes, text }: Table): string => `/**
 * Written from the schemas by \`node scripts/tables.ts\`. \`parseTable.ts\` explains the lines. The shapes are
${legendOf(shapes)} */
export const ${name} = \`
${text}
\`
`

/** The text of each file of `src/tables`, by its name. */
export const files: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(vocabularies).map(([name, contents]) => [`${name}.ts`, fileOf(name, tableOf(...contents))])
)

if (import.meta.main) {
  const folder = new URL("../src/tables/", import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(fileURLToPath(new URL(file, folder)), text)
}
