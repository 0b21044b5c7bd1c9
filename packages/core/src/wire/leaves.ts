/** What is known of each form without parts: its check, the values that fit without a call, its kind and its words. */
import type { Plain } from "./Form.ts"
import { Bad, type Check, every, flag, isAnything, nothing, Ok, text, whole } from "./Verdict.ts"

/** What the filter of an unknown arm expects. */
export const unlistedExpected = "a name that this version does not list"

interface Leaf {
  readonly check: Check
  /** Values that fit without a call of the check, as bits. */
  readonly quick: number
  /** What `typeof` says of the values. */
  readonly kind: string
  readonly words: string
  /** What is expected of a value of the kind. */
  readonly close: string
}

const leaf = (
  [kind, words, close]: readonly [kind: string, words: string, close?: string],
  quick: number,
  fits: (value: unknown) => boolean
): Leaf => ({ check: (value) => (fits(value) ? Ok : Bad), quick, kind, words, close: close ?? words })

const isText = (value: unknown) => typeof value === "string"

export const leaves: Readonly<Record<Plain["_tag"], Leaf>> = {
  String: leaf(["string", "a string"], text, isText),
  // What an unlisted name excludes are the labels of the other arms, and those arms were tried before.
  Unlisted: leaf(["string", "a string", unlistedExpected], text, isText),
  Number: leaf(["number", "a number"], whole, (value) => typeof value === "number"),
  Finite: leaf(["number", "a number", "a finite number"], whole, Number.isFinite),
  Int: leaf(["number", "a number", "an integer"], whole, Number.isSafeInteger),
  Boolean: leaf(["boolean", "true or false"], flag, (value) => typeof value === "boolean"),
  Null: leaf(["", "null"], nothing, (value) => value === null),
  Any: { ...leaf(["", "another value"], every, () => true), check: isAnything }
}
