/**
 * The words for a departure from a schema, and the bounded list that a walk notes them in.
 *
 * An error is bounded whatever a peer sends. It has at most {@link maxIssues} issues, cuts keys to {@link maxKeyLength}
 * characters, and never holds a value of the frame.
 */
import type { Form } from "./Form.ts"
import { leaves } from "./leaves.ts"
import type { ProtocolIssue } from "./ProtocolError.ts"

/** Issues that are noted of one frame. A frame with more is walked to its end, and the rest is not noted. */
export const maxIssues = 20

/** Characters of a key in a path. Longer keys are cut and end in `…`. */
export const maxKeyLength = 80

/** One walk over one value. It keeps its place in the value and the issues found so far. */
export class Walk {
  /** In the order of the schema's keys. */
  readonly issues: Array<ProtocolIssue> = []
  readonly #path: Array<string | number> = []

  /** A value that does not fit is never left out, and a key that is absent is never filled in. */
  readonly strict: boolean

  constructor(strict: boolean) {
    this.strict = strict
  }

  /** No more issues are noted. */
  get full(): boolean {
    return this.issues.length >= maxIssues
  }

  enter(key: string | number): void {
    this.#path.push(key)
  }

  leave(): void {
    this.#path.pop()
  }

  /** Notes what is wrong where the walk stands. */
  note(message: string): void {
    if (!this.full) this.issues.push({ path: this.#path.map(shortKey), message })
  }

  /** Notes that something else was expected. Costs nothing once the list is full. */
  miss(expected: string, value: unknown): void {
    if (!this.full) this.note(unexpected(expected, value))
  }

  /** Forgets the issues after the first `count`, because another arm of a union fits. */
  rewind(count: number): void {
    this.issues.length = Math.min(count, this.issues.length)
  }
}

const shortKey = (key: string | number): string | number =>
  typeof key === "string" && key.length > maxKeyLength ? `${key.slice(0, maxKeyLength - 1)}…` : key

/** What was expected and what kind of value stood there. */
const unexpected = (expected: string, value: unknown): string =>
  value === undefined ? "is missing" : `expected ${expected}, got ${kindOf(value)}`

/** Names the kind of a value. Never the value itself, which may be a key or a megabyte of audio. */
const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "an array"
  if (typeof value === "object") return "an object"
  return Number.isInteger(value) ? "an integer" : Number.isFinite(value) ? "a fraction" : `a ${typeof value}`
}

/** What a form expects, in words. */
export const describe = (form: Form): string => {
  switch (form._tag) {
    case "Union":
      return [...new Set(form.arms.map(describe))].join(" or ")
    case "Literal":
      return JSON.stringify(form.literal)
    case "List":
      return "an array"
    case "Struct":
    case "Entries":
      return "an object"
    default:
      return leaves[form._tag].words
  }
}
