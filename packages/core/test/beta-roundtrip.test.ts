import * as fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { UnknownEvent } from "@antiphon/core"
import { Beta, ClientEvent, ServerEvent } from "@antiphon/core/schema"
import { valueOf } from "./arbitrary.ts"
import { betaSpelling, gaSpelling, without } from "./beta-compare.ts"

/** Events that depend on earlier events. beta-sequence.test.ts tests them. */
const stateful = new Set<string>([
  "conversation.item.created",
  "conversation.item.added",
  "conversation.item.done",
  "response.function_call_arguments.done"
])

const { fromGa, toGa } = Beta
const runs = { numRuns: 100 }
const paths = (step: Beta.Step<unknown>) => step.lost.map(({ path }) => path)
const dotted = (step: Beta.Step<unknown>) => paths(step).map((path) => path.join("."))

const sides = [
  { beta: Beta.ServerEvent, ga: ServerEvent },
  { beta: Beta.ClientEvent, ga: ClientEvent }
]

// The events of all four vocabularies at once. The compiler sees an event that it does not name.
const casesOf = (schemas: object): ReadonlyArray<readonly [string, fc.Arbitrary<UnknownEvent>]> =>
  Object.entries(schemas).map(([type, schema]) => [type, valueOf(schema) as fc.Arbitrary<UnknownEvent>])

for (const { beta, ga } of sides) {
  describe(`${beta.name}, any event with any key`, () => {
    it.each(casesOf(beta.schemas))("%s becomes valid GA", (_type, events) => {
      fc.assert(
        fc.property(events, (event) => {
          for (const said of toGa(Beta.initial, event).events) {
            expect(ga.validate(said)).toSatisfy(Result.isSuccess)
          }
        }),
        runs
      )
    })

    it.each(casesOf(beta.schemas).filter(([type]) => !stateful.has(type)))(
      "%s comes back from GA, less what was reported lost",
      (_type, events) => {
        fc.assert(
          fc.property(events, (event) => {
            const there = toGa(Beta.initial, event)
            const back = there.events.map((said) => fromGa(Beta.initial, said))
            expect(back.flatMap(dotted)).toEqual([])
            expect(back.flatMap((step) => step.events).map(betaSpelling)).toEqual([
              betaSpelling(without(event, paths(there)))
            ])
          }),
          runs
        )
      }
    )
  })

  describe(`${ga.name}, any event with any key`, () => {
    it.each(casesOf(ga.schemas))("%s becomes valid beta", (type, events) => {
      fc.assert(
        fc.property(events, (event) => {
          for (const said of fromGa(Beta.initial, event).events) {
            if (type === "input_audio_buffer.dtmf_event_received") expect(said).toEqual(event)
            else expect(beta.validate(said)).toSatisfy(Result.isSuccess)
          }
        }),
        runs
      )
    })

    it.each(casesOf(ga.schemas).filter(([type]) => !stateful.has(type)))(
      "%s comes back from the beta, less what was reported lost",
      (_type, events) => {
        fc.assert(
          fc.property(events, (event) => {
            const there = fromGa(Beta.initial, event)
            // A session of a kind that neither names comes back as a conversation.
            fc.pre(!dotted(there).includes("session.type"))
            const back = there.events.map((said) => toGa(Beta.initial, said))
            expect(back.flatMap(dotted)).toEqual([])
            expect(back.flatMap((step) => step.events).map(gaSpelling)).toEqual([
              gaSpelling(without(event, paths(there)))
            ])
          }),
          runs
        )
      }
    )
  })
}
