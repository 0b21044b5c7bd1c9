/** What all parts of a story share: its script, its time, its book, and how many connections there were. */
import type { Book } from "../story/Book.ts"
import { makeBook } from "../story/Book.ts"
import type { Parts } from "../Parts.ts"
import type { Script } from "../script/Script.ts"
import { type Clock, makeClock } from "./Clock.ts"
import { type Numbers, numbers } from "./Numbers.ts"
import { makeNames, type Names } from "./words.ts"

export interface World {
  readonly script: Script
  readonly clock: Clock
  readonly book: Book
  readonly parts: Parts
  readonly names: Names
  /** The numbers of one of the story's parts. */
  readonly numbers: (salt: number) => Numbers
  /** By how many ms too early a timer fires, below 1. */
  readonly early: () => number
  /** Whether nothing befalls a connection that is opened from now on. */
  calm: boolean
}

export const makeWorld = (script: Script, parts: Parts): World => {
  const clock = makeClock()
  const of = (salt: number): Numbers => numbers(script.seed + salt)
  const earliness = of(0xea21)
  return {
    script,
    clock,
    book: makeBook(clock),
    parts,
    names: makeNames(),
    numbers: of,
    early: () => (script.plan.early ? earliness.next() : 0),
    calm: false
  }
}
