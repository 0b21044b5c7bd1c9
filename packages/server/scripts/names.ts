/** Writes the names that enumerations list from the schemas of core. Run it with `node scripts/names.ts`. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ClientEvent, Live, Translation } from "@antiphon/core/schema"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** A vocabulary of clients that the server reads strictly. */
interface Spoken {
  readonly name: string
  readonly schemas: Readonly<Record<string, Schema.Constraint>>
}

/** Enumerations that stay open, because accounts have voices and deployments of their own. */
const open = /(^|\.)(voice|model)$/u

/** Writes each enumeration of a schema to `found`, with its place. A place has one list of names, whatever the arm of a union is. */
const collect = (ast: SchemaAST.AST, place: string, found: Map<string, string>): void => {
  switch (ast._tag) {
    case "String": {
      const names = ast.annotations?.examples
      if (!Array.isArray(names) || open.test(place)) return
      if (names.some((name) => /\s/u.test(String(name)))) throw new TypeError(`A name at ${place} has a blank.`)
      const words = names.join(" ")
      if ((found.get(place) ?? words) !== words) throw new TypeError(`${place} has two lists of names.`)
      found.set(place, words)
      return
    }
    case "Objects":
      for (const { name, type } of ast.propertySignatures) {
        collect(type, place === "" ? String(name) : `${place}.${String(name)}`, found)
      }
      return
    case "Arrays":
      for (const element of ast.rest) collect(element, `${place}[]`, found)
      return
    case "Union":
      for (const arm of ast.types) collect(arm, place, found)
  }
}

const tableOf = ({ schemas }: Spoken): string =>
  Object.entries(schemas)
    .flatMap(([type, { ast }]) => {
      const found = new Map<string, string>()
      collect(ast, "", found)
      return [...found].map(([place, names]) => `${type} ${place} ${names}`)
    })
    .join("\n")

const spoken: ReadonlyArray<Spoken> = [ClientEvent, Live.ClientEvent, Translation.ClientEvent]

/** The text of `src/machine/namesTable.ts`. */
export const file = `/**
 * Written from the schemas of core by \`node scripts/names.ts\`. A line is an event, a place in it, and the names that the
 * enumeration there lists.
 */
export const tables: Readonly<Record<string, string>> = {
${spoken.map((each) => `  ${/^\w+$/u.test(each.name) ? each.name : JSON.stringify(each.name)}: \`\n${tableOf(each)}\n\``).join(",\n")}
}
`

if (import.meta.main) writeFileSync(fileURLToPath(new URL("../src/machine/namesTable.ts", import.meta.url)), file)
