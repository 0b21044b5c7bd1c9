import { isDeepStrictEqual } from "node:util"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { formOf } from "../src/schema/formOf.ts"
import { bent, has, type Path, type Site, sitesOf } from "./sites.ts"
import { everyEvent, type Plain, schemaOf, vocabularies } from "./vocabularies.ts"

const bends = [7.5, "strange", [], [0], {}, { a: { b: [1] } }, true]

const startsWith = (path: Path, start: Path): boolean => start.every((key, index) => path[index] === key)

/** Decodes a frame that must be Known, and throws with the reason if it is not. */
const used = ({ decode, encode, validate }: Plain, value: unknown) => {
  const frame = JSON.stringify(value)
  const decoded = decode(frame)
  if (decoded._tag !== "Known") throw new Error(`${frame} is ${decoded._tag}`)
  if (!isDeepStrictEqual(JSON.parse(encode(decoded.event as never)), value)) throw new Error(`${frame} is not kept`)
  if (validate(decoded.event)._tag !== "Success") throw new Error(`${frame} gives ${JSON.stringify(decoded.event)}`)
  return { frame, event: decoded.event, issues: decoded.issues ?? [] }
}

/** The event without the keys at the paths. */
const without = (event: unknown, ...paths: ReadonlyArray<Path>): unknown =>
  paths.reduce((rest, path) => (has(rest, path) ? bent(rest, path, undefined) : rest), event)

const ornamentsOf = (vocabulary: Plain, type: string): ReadonlyArray<Site> =>
  sitesOf(schemaOf(vocabulary, type).ast).filter(({ ornament }) => ornament)

/**
 * One event of each form, for what takes long. Checks come from the form alone, and many events differ in nothing but the
 * name.
 */
const everyForm = [
  ...new Map(
    everyEvent.toReversed().map((each) => {
      const [, vocabulary, type] = each
      return [JSON.stringify(formOf(schemaOf(vocabulary, type))).replace(`"literal":"${type}"`, ""), each]
    })
  ).values()
]

describe("every ornament at any depth of every event", () => {
  it.each(everyForm)("%s: one that is bent costs itself alone", (_name, vocabulary, type) => {
    for (const { path, whole } of ornamentsOf(vocabulary, type)) {
      for (const bend of bends) {
        const value = bent(whole, path, bend)
        const { event, frame, issues } = used(vocabulary, value)
        if (!isDeepStrictEqual(without(event, path), without(whole, path))) {
          throw new Error(`${frame} gives ${JSON.stringify(event)}`)
        }
        if (!issues.every((issue) => startsWith(issue.path, path))) throw new Error(`${frame} has issues elsewhere`)
        const fails = vocabulary.validate(value)._tag === "Failure"
        if (issues.length > 0 !== fails) throw new Error(`${frame} has ${issues.length} issues`)
      }
    }
  })

  it.each(everyForm)("%s: two that are bent cost themselves alone", (_name, vocabulary, type) => {
    const ornaments = ornamentsOf(vocabulary, type)
    for (const [index, { path, whole }] of ornaments.entries()) {
      for (const [shift, other] of ornaments.slice(index).entries()) {
        if (startsWith(path, other.path) || startsWith(other.path, path) || !has(whole, other.path)) continue
        // In the other arm of a union the same key may be required.
        if (vocabulary.validate(without(whole, other.path))._tag === "Failure") continue
        const once = bent(whole, path, bends[(index + shift) % bends.length])
        const twice = bent(once, other.path, bends[(index + 2 * shift) % bends.length])
        const { event, frame } = used(vocabulary, twice)
        if (!isDeepStrictEqual(without(event, path, other.path), without(whole, path, other.path))) {
          throw new Error(`${frame} gives ${JSON.stringify(event)}`)
        }
      }
    }
  })

  it.each(everyEvent)("%s: one that is absent or null is no issue", (_name, vocabulary, type) => {
    for (const { name, path, whole } of ornamentsOf(vocabulary, type)) {
      if (name.endsWith(".*")) continue
      for (const nothing of [null, undefined]) {
        const { frame, issues } = used(vocabulary, bent(whole, path, nothing))
        expect(issues, frame).toEqual([])
      }
    }
  })
})

/** The required keys, without the `type` that says which event it is. */
const essentialsOf = (vocabulary: Plain, type: string): ReadonlyArray<Site> =>
  sitesOf(schemaOf(vocabulary, type).ast).filter(({ name, ornament }) => !ornament && name !== ".type")

/** Values of which nothing fits the key. A list or an object may be used in part. */
const unfitFor = ({ ast }: Site): ReadonlyArray<unknown> => {
  const fits = Schema.is(Schema.make<Schema.Codec<unknown>>(ast))
  return [7.5, true, undefined].filter((value) => value === undefined || !fits(value))
}

/** Events in which an essential is absent or does not fit. What is filled in may only be absent. */
const lacking = (vocabulary: Plain, type: string, kept: (site: Site) => boolean) =>
  essentialsOf(vocabulary, type)
    .filter(kept)
    .flatMap((site) =>
      (site.filled ? [null, undefined] : unfitFor(site)).map(
        (value) => [site.path, bent(site.whole, site.path, value)] as const
      )
    )

describe("every essential of every event", () => {
  it.each(everyEvent)(
    "%s: without it the event is Malformed, and the issue stands at its path",
    (_, vocabulary, type) => {
      for (const [path, value] of lacking(vocabulary, type, ({ enclosed, filled }) => !enclosed && !filled)) {
        const decoded = vocabulary.decode(JSON.stringify(value))
        if (decoded._tag !== "Malformed") throw new Error(`${JSON.stringify(value)} is ${decoded._tag}`)
        expect(decoded.error.issues.map((issue) => issue.path)).toEqual([path])
      }
    }
  )

  it.each(everyEvent)("%s: the event is Known if something stands for it or encloses it", (_, vocabulary, type) => {
    for (const [path, value] of lacking(vocabulary, type, ({ enclosed, filled }) => enclosed || filled)) {
      // An error is known by its words. Nothing stands for those.
      if (path[0] !== "error") used(vocabulary, value)
    }
  })

  it("is listed", async () => {
    await expect(listOfEssentials()).toMatchFileSnapshot("essentials.txt")
  })
})

/** Describes a key whose value has several shapes, with the label of each shape and its own essentials. */
const shapesOf = (names: ReadonlyArray<string>): ReadonlyMap<string, ReadonlyArray<string>> =>
  Map.groupBy(names, (name) => name.slice(0, name.indexOf(")") + 1))

const listOfEssentials = (): string => {
  const shapes = new Map<string, string>()
  const events = vocabularies.flatMap(([name, vocabulary]) => [
    "",
    name,
    ...vocabulary.types.map((type) => {
      const names = essentialsOf(vocabulary, type)
        .filter(({ enclosed }) => !enclosed)
        .map(({ filled, name: path }) => (filled ? `[${path.slice(1)}]` : path.slice(1)))
      const own = names.filter((path) => !path.includes("("))
      const branches = names.filter((path) => path.includes("(")).map((path) => path.replace(/^\[(.*)\]$/, "$1?"))
      for (const [shape, paths] of shapesOf(branches)) {
        const keys = paths.map((path) => path.slice(shape.length + 1)).join(", ")
        shapes.set((shapes.get(shape) ?? keys) === keys ? shape : `${shape} of ${name}`, keys)
      }
      return `  ${type}: ${own.join(", ") || "nothing"}`
    })
  ])
  return [
    "The keys that an event cannot do without. If one is absent or does not fit, decoding gives Malformed.",
    "A key in [brackets] is filled in if it is absent. Every other key is an ornament.",
    ...events,
    "",
    "Shapes of an item or a session. A key with a question mark is filled in if it is absent.",
    ...[...shapes].map(([shape, keys]) => `  ${shape}: ${keys}`),
    ""
  ].join("\n")
}
