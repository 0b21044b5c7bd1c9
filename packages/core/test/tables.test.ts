import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { files, tableOf, vocabularies } from "../scripts/tables.ts"
import { formOf } from "../src/schema/formOf.ts"
import type { Form } from "../src/wire/Form.ts"
import { parseTable, type TableForms } from "../src/wire/parseTable.ts"

const committed = (file: string): string => readFileSync(new URL(`../src/tables/${file}`, import.meta.url), "utf8")

describe("the committed tables are today's (else: node scripts/tables.ts)", () => {
  it.each(Object.entries(files))("%s", (file, text) => {
    expect(committed(file)).toBe(text)
  })
})

describe("a table says of every event what its schema says", () => {
  const formsOf = (name: string | undefined): TableForms | undefined => {
    const contents = name === undefined ? undefined : vocabularies[name]
    return contents && parseTable(tableOf(...contents).text, formsOf(contents[2]))
  }

  it.each(Object.entries(vocabularies))("%s", (name, [members]) => {
    const forms = formsOf(name)
    if (forms === undefined) throw new Error(`There is no table ${name}.`)
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

  it("a table refers to the shapes of its base, which are the same objects", () => {
    const base = parseTable("error error:0\n\nmessage")
    const forms = parseTable("fault error:^0 part:0\n\nname", base)
    const partsOf = (form: Form | undefined) => (form?._tag === "Struct" ? form.keys.map(({ form: part }) => part) : [])
    expect(partsOf(forms.of("fault"))[1]).toBe(partsOf(base.of("error"))[1])
    expect(partsOf(forms.of("fault"))[2]).toEqual({
      _tag: "Struct",
      keys: [{ name: "name", optional: false, fill: undefined, form: { _tag: "String" } }]
    })
    expect(forms.of("error")).toBeUndefined()
  })
})
