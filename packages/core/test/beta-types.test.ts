import { describe, expectTypeOf, it } from "vitest"
import {
  Beta,
  type ClientEvent,
  type Connection,
  type EventNamed,
  type ServerEvent,
  type UnknownEvent
} from "@antiphon/core"
import { adaptBeta } from "@antiphon/core/transport"

type Created = EventNamed<typeof Beta.ServerEvent, "conversation.item.created">

describe("what the compiler holds of the beta", () => {
  it("its events are discriminated by type, down to the parts of an item", () => {
    const read = (event: Beta.ServerEvent | UnknownEvent): string | null | undefined => {
      switch (event.type) {
        case "response.audio.delta":
          return event.delta
        case "conversation.item.created": {
          if (event.item.type !== "message" || event.item.role !== "assistant") return undefined
          const [part] = event.item.content
          return part?.type === "audio" ? part.transcript : undefined
        }
        default:
          // @ts-expect-error a delta belongs to other events
          return String(event.delta)
      }
    }
    expectTypeOf(read).returns.toEqualTypeOf<string | null | undefined>()
  })

  it("GA's names are not the beta's", () => {
    // @ts-expect-error GA says it so
    Beta.ServerEvent.is("response.output_audio.delta")
    // @ts-expect-error GA says it so
    Beta.ServerEvent.is("conversation.item.added")
    // @ts-expect-error a beta session has no such field
    void (() => Beta.ClientEvent.make("session.update", { session: { output_modalities: ["audio"] } }))
  })

  it("leaving out an arm of match does not compile", () => {
    const event = Beta.ClientEvent.make("response.cancel", {})
    const arm = () => 1
    // @ts-expect-error every other arm is missing, and the one for unknown events
    void (() => Beta.ClientEvent.match(event, { "response.cancel": arm }))
  })

  it("the seed's literals are a tuple of 34", () => {
    expectTypeOf(Beta.ServerEvent.seedTypes.length).toEqualTypeOf<34>()
    expectTypeOf(Beta.ServerEvent.seedTypes[0]).toEqualTypeOf<"conversation.created">()
  })

  it("a translation keeps the side: what a server says stays a server's", () => {
    const server = (event: Created) => Beta.toGa(Beta.initial, event)
    expectTypeOf(server).returns.toEqualTypeOf<Beta.Step<ServerEvent>>()
    const client = (event: ClientEvent) => Beta.fromGa(Beta.initial, event)
    expectTypeOf(client).returns.toEqualTypeOf<Beta.Step<Beta.ClientEvent>>()
  })

  it("an adapted connection is a GA connection", () => {
    expectTypeOf(adaptBeta).returns.toEqualTypeOf<Connection<ServerEvent, ClientEvent>>()
  })
})
