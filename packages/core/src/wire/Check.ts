/**
 * Verdicts derived once from a form, as closures. They agree with `Schema.is` of the schema behind the form, on parsed
 * JSON. They work in place, an order of magnitude faster, and without generated source, so they run under a strict
 * content security policy.
 */
import { type Form, type Key, withoutNull } from "./Form.ts"
import { leaves } from "./leaves.ts"
import { type Field, objectCheck, recordCheck } from "./objectCheck.ts"
import { discriminant, labelOf, unionCheck } from "./unionCheck.ts"
import { Bad, type Check, every, isAnything, isQuick, Ok } from "./Verdict.ts"

/** Makes the check of a form. `dispatched` is a discriminant that the caller has compared already. */
export const checkOf = (form: Form, dispatched?: string): Check => {
  switch (form._tag) {
    case "Literal":
      return (value) => (value === form.literal ? Ok : Bad)
    case "Struct":
      return objectCheck(form.keys.map((key) => fieldOf(key, key.name === dispatched)))
    case "Entries":
      return recordCheck(checkOf(form.value))
    case "List":
      return listCheck(quickOf(form.element), checkOf(form.element))
    case "Union":
      return union(form.arms)
    default:
      return leaves[form._tag].check
  }
}

const listCheck =
  (quick: number, check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return Bad
    let verdict = Ok
    for (let index = 0; index < value.length; index++) {
      const element: unknown = value[index]
      if (isQuick(quick, element)) continue
      const found = check(element)
      if (found === Bad) return Bad
      verdict |= found
    }
    return verdict
  }

const fieldOf = ({ form, name, optional }: Key, dispatched: boolean): Field => ({
  name,
  optional,
  quick: dispatched ? every : quickOf(form),
  check: dispatched ? isAnything : checkOf(withoutNull(form) ?? form)
})

/** The values that fit a form whatever its check says of others. */
const quickOf = (form: Form): number => {
  switch (form._tag) {
    case "Union":
      return form.arms.reduce((bits, arm) => bits | quickOf(arm), 0)
    case "Literal":
    case "Struct":
    case "Entries":
    case "List":
      return 0
    default:
      return leaves[form._tag].quick
  }
}

const union = (arms: ReadonlyArray<Form>): Check => {
  const [only] = arms
  if (only !== undefined && arms.length === 1) return checkOf(only)
  const key = discriminant(arms)
  if (key === undefined) {
    const checks = arms.map((arm) => checkOf(arm))
    return (value) => {
      for (const check of checks) {
        const verdict = check(value)
        if (verdict !== Bad) return verdict
      }
      return Bad
    }
  }
  const groups = Map.groupBy(arms, (arm) => labelOf(arm, key))
  const checks = [...groups].map(([label, arm]) => [label, arm.length === 1 ? armCheck(arm, key) : union(arm)] as const)
  return unionCheck(key, new Map(checks))
}

const armCheck = ([arm]: ReadonlyArray<Form>, key: string): Check => (arm === undefined ? () => Bad : checkOf(arm, key))
