/**
 * Verdicts derived once from a form, as closures. They agree with `Schema.is` of the schema behind the form, on parsed
 * JSON. They work in place, an order of magnitude faster, and without generated source, so they run under a strict
 * content security policy.
 */
import { type Form, type Key, withoutNull } from "./Form.ts"
import { Bad, type Check, Ok, Untyped } from "./Verdict.ts"
import {
  anything,
  called,
  type Field,
  flag,
  finite,
  integer,
  objectCheck,
  orNull,
  recordCheck,
  text
} from "./objectCheck.ts"
import { discriminant, labelOf, unionCheck } from "./unionCheck.ts"

/** Makes the check of a form. `dispatched` is a discriminant that the caller has compared already. */
export const checkOf = (form: Form, dispatched?: string): Check => {
  switch (form._tag) {
    // What an unlisted name excludes are the labels of the other arms, and those arms were tried before.
    case "String":
    case "Unlisted":
      return isString
    case "Number":
      return isNumber
    case "Finite":
      return isFinite
    case "Int":
      return isInt
    case "Boolean":
      return isBoolean
    case "Null":
      return isNull
    case "Any":
      return isAnything
    case "Literal":
      return (value) => (value === form.literal ? Ok : Bad)
    case "Struct":
      return objectCheck(form.keys.map((key) => fieldOf(key, key.name === dispatched)))
    case "Entries":
      return recordCheck(checkOf(form.value))
    case "List":
      return listCheck(checkOf(form.element))
    case "Union":
      return union(form.arms)
  }
}

const isString: Check = (value) => (typeof value === "string" ? Ok : Bad)
const isNumber: Check = (value) => (typeof value === "number" ? Ok : Bad)
const isBoolean: Check = (value) => (typeof value === "boolean" ? Ok : Bad)
const isFinite: Check = (value) => (Number.isFinite(value) ? Ok : Bad)
const isInt: Check = (value) => (Number.isSafeInteger(value) ? Ok : Bad)
const isNull: Check = (value) => (value === null ? Ok : Bad)
const isAnything: Check = (value) => (typeof value === "object" && value !== null ? Untyped : Ok)

const listCheck =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return Bad
    let verdict = Ok
    for (let index = 0; index < value.length; index++) {
      const element = check(value[index])
      if (element === Bad) return Bad
      verdict |= element
    }
    return verdict
  }

const fieldOf = ({ form, name, optional }: Key, dispatched: boolean): Field => {
  const inner = withoutNull(form)
  const check = dispatched ? isAnything : checkOf(inner ?? form)
  const kind = kinds.get(check) ?? called
  return { name, optional, kind: inner === undefined || kind === anything ? kind : kind | orNull, check }
}

const kinds = new Map<Check, number>([
  [isString, text],
  [isInt, integer],
  [isFinite, finite],
  [isBoolean, flag],
  [isAnything, anything]
])

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
