/** A story in words, for people. */
import type { Breach } from "./invariants.ts"
import type { Story } from "./Story.ts"

const isSound = ({ type }: { readonly type: string }): boolean => /_audio\.(append|delta)$/.test(type)

const short = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === "string" && each.length > 80 ? "…" : each))

export const report = (story: Story, broken: ReadonlyArray<Breach>): string => {
  const lines = [
    ...story.heard
      .filter(({ what }) => !isSound(what.event))
      .map(({ at, what }) => ({ at, text: `${what.from} > ${short(what.event)}` })),
    ...story.said
      .filter(({ what }) => !isSound(what.event))
      .map(({ at, what }) => ({ at, text: `${what.to} < ${short(what.event)}` })),
    ...story.interruptions.map((at) => ({ at, text: "the caller speaks" })),
    ...[...story.sides].flatMap(([name, { settled }]) =>
      settled.map(({ at, id, reason }) => ({ at, text: `${name} settles ${id}: ${reason?._tag ?? "done"}` }))
    )
  ].toSorted((a, b) => a.at - b.at)
  return [
    `seed ${story.plan.seed}: ${short(story.plan)}`,
    ...lines.map(({ at, text }) => `${at} ${text}`),
    ...broken.map(({ id, words }) => `BROKEN ${id}: ${words}`)
  ].join("\n")
}
