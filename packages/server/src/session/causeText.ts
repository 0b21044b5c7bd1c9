/** The cause of an error in words, without its secrets. */
import { redactText } from "@antiphon/core/transport"
import * as Cause from "effect/Cause"
import * as Redacted from "effect/Redacted"
import { clip } from "../machine/Refusal.ts"

/** Errors that are followed along `cause` and `reason`. */
const maxDepth = 5

/**
 * An error and its causes in words, for a log. It holds names and messages alone, since the other fields of a foreign
 * error may be a whole request with its headers. Keys, bearer tokens, and the user, password and query of an address are
 * blanked. At most 2,000 characters.
 */
export const causeText = (error: unknown): string => clip(blank(chain(error, maxDepth)))

/** The words of an error, then those of its cause. */
const chain = (error: unknown, depth: number): string => {
  const own = words(error)
  const inner = depth > 1 ? innerOf(error) : undefined
  return inner === undefined ? own : `${own} (caused by ${chain(inner, depth - 1)})`
}

/** The words of one error without its fields. */
const words = (error: unknown): string => {
  if (Redacted.isRedacted(error)) return "<redacted>"
  if (error instanceof Error) return error.message === "" ? error.name : `${error.name}: ${error.message}`
  if (typeof error === "object" && error !== null) return Object.prototype.toString.call(error)
  return String(error)
}

/** The cause of an error, if it has one. */
const innerOf = (error: unknown): unknown => {
  if (Cause.isCause(error)) return Cause.squash(error)
  if (typeof error !== "object" || error === null) return undefined
  return "cause" in error ? error.cause : "reason" in error && error.reason instanceof Error ? error.reason : undefined
}

/** Blanks what is named or looks like a credential, and the parts of addresses that may be one. */
const blank = (text: string): string =>
  redactText(
    text
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1")
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"')]*)[?#][^\s"')]*/gi, "$1")
  )
