import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { files, tableOf, vocabularies } from "../scripts/tables.ts"
import { formOf } from "../src/schema/formOf.ts"
import { parseTable } from "../src/wire/parseTable.ts"

const committed = (file: string): string => readFileSync(new URL(`../src/tables/${file}`, import.meta.url), "utf8")

describe("the committed tables are today's (else: node scripts/tables.ts)", () => {
  it.each(Object.entries(files))("%s", (file, text) => {
    expect(committed(file)).toBe(text)
  })
})

describe("a table says of every event what its schema says", () => {
  it.each(Object.entries(vocabularies))("%s", (_name, [members, modules]) => {
    const forms = parseTable(tableOf(members, modules).text)
    const types = members.map((member) => member.fields.type.schema.literal)
    expect(forms.types).toEqual(types)
    for (const [index, member] of members.entries()) expect(forms.of(types[index] ?? "")).toEqual(formOf(member))
  })

  it("no shape, unknown name or name of Object.prototype is an event of a table", () => {
    const forms = parseTable("error event_id? error!error:0\n\nmessage")
    for (const name of ["0", "message", "response.done", "constructor", "__proto__", ""]) {
      expect(forms.of(name)).toBeUndefined()
    }
    expect(forms.types).toEqual(["error"])
    expect(forms.types).toBe(forms.types)
  })
})
