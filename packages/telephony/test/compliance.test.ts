import type { Dialect } from "@antiphon/telephony"
import { check, type DialectSubject, prove, requirements } from "@antiphon/telephony/compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { carrierNames } from "./everyCarrier.ts"
import { subjectOf } from "./subjects.ts"

it.each(carrierNames)("%s meets every requirement", async (name) => {
  await prove(subjectOf(name))
})

type Decode = Dialect["decode"]
type Encode = Dialect["encode"]

const withDecode = (subject: DialectSubject, change: (heard: ReturnType<Decode>) => ReturnType<Decode>) => {
  const { dialect } = subject
  return {
    ...subject,
    dialect: { ...dialect, decode: (frame: Parameters<Decode>[0]) => change(dialect.decode(frame)) }
  }
}

const withEncode = (subject: DialectSubject, change: (said: Parameters<Encode>[0]) => Parameters<Encode>[0]) => {
  const { dialect } = subject
  const encode: Encode = (said, call) => dialect.encode(change(said), call)
  return { ...subject, dialect: { ...dialect, encode } }
}

/** Each mark that comes back stands for all that was sent. */
const withEagerMarks = (subject: DialectSubject) => {
  let last = ""
  const noting = withEncode(subject, (said) => {
    if (said._tag === "Mark") last = said.name
    return said
  })
  return withDecode(noting, (heard) => (heard._tag === "Mark" ? { ...heard, name: last } : heard))
}

const twilio = subjectOf("twilio")

/** Dialects that are wrong in one thing, and the requirements that find it. */
const broken: ReadonlyArray<readonly [string, DialectSubject, ReadonlyArray<string>]> = [
  [
    "takes keys for something else",
    withDecode(twilio, (heard) => (heard._tag === "Dtmf" ? { _tag: "Cleared" } : heard)),
    ["frames.meaning", "keys"]
  ],
  ["writes frames with blanks", { ...twilio, recode: (frame) => frame.replace(",", ", ") }, ["frames.bytes"]],
  [
    "writes every mark by one name",
    withEncode(twilio, (said) => (said._tag === "Mark" ? { ...said, name: "m" } : said)),
    ["frames.written", "marks.once"]
  ],
  [
    "throws on what is not JSON",
    {
      ...twilio,
      dialect: { ...twilio.dialect, decode: (frame) => (JSON.parse(String(frame)), twilio.dialect.decode(frame)) }
    },
    ["frames.hostile"]
  ],
  [
    "cuts a byte off each message",
    withEncode(subjectOf("asterisk"), (said) =>
      said._tag === "Audio" ? { ...said, bytes: said.bytes.subarray(1) } : said
    ),
    ["frames.law"]
  ],
  ["takes a mark for all that was sent", withEagerMarks(twilio), ["marks.stale", "window", "position", "ends.heard"]],
  [
    "calls all calls by one id",
    withDecode(twilio, (heard) => (heard._tag === "Started" ? { ...heard, callId: "CA1" } : heard)),
    ["ends.replaced", "calls.apart"]
  ],
  [
    "does not see the start of a call",
    withDecode(twilio, (heard) => (heard._tag === "Started" ? { _tag: "Cleared" } : heard)),
    ["frames.meaning", "ends.closed", "ends.silent"]
  ]
]

describe("the program finds a dialect that", () => {
  for (const [name, subject, ids] of broken) {
    it.effect(name, () =>
      Effect.gen(function* () {
        for (const requirement of requirements.filter(({ id }) => ids.includes(id))) {
          assert.isDefined((yield* check(requirement, subject)).violation, requirement.id)
        }
      })
    )
  }

  it("violates each requirement, so that none is idle", () => {
    const found = new Set(broken.flatMap(([, , ids]) => ids))
    assert.deepStrictEqual(
      requirements.map(({ id }) => id).filter((id) => !found.has(id)),
      []
    )
  })
})

it("the README's proof holds", async () => {
  await import("./proveExample.ts")
})

it("a proof that fails lists what is wrong", async () => {
  const deaf = withDecode(twilio, (heard) => (heard._tag === "Started" ? { _tag: "Cleared" } : heard))
  const message = await prove(deaf).then(
    () => "proved",
    (error: Error) => error.message
  )
  assert.match(
    message,
    /^twilio does not meet \d+ requirements\.\nframes\.meaning: no frame of the inventory starts a call\n/u
  )
})
