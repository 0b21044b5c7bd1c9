/** Requirements of frames alone. */
import * as Effect from "effect/Effect"
import type { Frame, Heard, Started } from "../Dialect.ts"
import type { DialectSubject, Requirement, Violation } from "./Subject.ts"

const shown = (frame: Frame): string =>
  typeof frame === "string" ? frame.slice(0, 120) : `${frame.length} bytes, ${frame.slice(0, 8).join(" ")}`

const isEqual = (one: Frame | undefined, other: Frame | undefined): boolean =>
  typeof one === "string" || typeof other === "string" ? one === other : String(one) === String(other)

/** The call that the inventory starts. */
export const startIn = ({ dialect, inbound }: DialectSubject): Started | undefined => {
  for (const { frame } of inbound) {
    const heard = dialect.decode(frame)
    if (heard._tag === "Started") return heard
  }
  return undefined
}

const firstOf = <A>(all: ReadonlyArray<A>, wrong: (each: A) => Violation | undefined): Violation | undefined => {
  for (const each of all) {
    const violation = wrong(each)
    if (violation !== undefined) return violation
  }
  return undefined
}

/** Decodes. What is thrown becomes a text. */
const read = (subject: DialectSubject, frame: Frame): Heard | string => {
  try {
    return subject.dialect.decode(frame)
  } catch (error) {
    return `it throws ${String(error)} on ${shown(frame)}`
  }
}

const alwaysHostile: ReadonlyArray<Frame> = [
  "",
  "null",
  "[]",
  "{",
  "{}",
  `{"event":5}`,
  `{"event":"__proto__"}`,
  `{"event":"toString"}`,
  `{"event":"new.thing","a":1}`,
  "\u0000",
  "[".repeat(100_000)
]

const hostileOf = ({ hostile = [], inbound }: DialectSubject): ReadonlyArray<Frame> => {
  const broken = inbound.flatMap(({ frame }) => (typeof frame === "string" ? [frame.slice(0, -2)] : []))
  return [...alwaysHostile, ...broken, ...hostile]
}

export const frameRequirements: ReadonlyArray<Requirement> = [
  {
    id: "frames.meaning",
    statement: "Every frame of the inventory is read as what it means, and one of them starts a call.",
    check: (subject) =>
      Effect.sync(() => {
        if (startIn(subject) === undefined) return "no frame of the inventory starts a call"
        return firstOf(subject.inbound, ({ frame, means }) => {
          const heard = read(subject, frame)
          if (typeof heard === "string") return heard
          return heard._tag === means ? undefined : `${shown(frame)} is read as ${heard._tag}, and means ${means}`
        })
      })
  },
  {
    id: "frames.bytes",
    statement: "Every text frame of the inventory comes back byte for byte.",
    check: ({ inbound, outbound, recode }) =>
      Effect.sync(() => {
        if (recode === undefined) return undefined
        const frames = [...inbound.map(({ frame }) => frame), ...outbound.flatMap((each) => each.frames)]
        return firstOf(frames, (frame) => {
          if (typeof frame !== "string") return undefined
          const back = recode(frame)
          return back === frame ? undefined : `${shown(frame)} comes back as ${shown(back)}`
        })
      })
  },
  {
    id: "frames.written",
    statement: "What the application says is written as the inventory has it.",
    check: (subject) =>
      Effect.sync(() => {
        const started = startIn(subject)
        if (started === undefined) return "no frame of the inventory starts a call"
        return firstOf(subject.outbound, ({ frames, says }) => {
          const written = subject.dialect.encode(says, started)
          const isRight = written.length === frames.length && frames.every((frame, at) => isEqual(frame, written[at]))
          return isRight ? undefined : `${says._tag} is written as ${written.map(shown).join(" and ") || "nothing"}`
        })
      })
  },
  {
    id: "frames.hostile",
    statement: "A frame that is not the carrier's is kept whole as odd, and nothing is thrown.",
    check: (subject) =>
      Effect.sync(() =>
        firstOf(hostileOf(subject), (frame) => {
          const heard = read(subject, frame)
          if (typeof heard === "string") return heard
          if (heard._tag !== "Odd") return `${shown(frame)} is read as ${heard._tag}`
          return isEqual(heard.raw, frame) ? undefined : `${shown(frame)} is not kept whole`
        })
      )
  }
]
