import type * as Option from "effect/Option"
import { describe, expectTypeOf, it } from "vitest"
import type { EventNamed, UnknownEvent } from "@antiphon/core"
import { ClientEvent, ServerEvent } from "@antiphon/core/schema"
import type { ErrorEvent } from "@antiphon/core/events"
import type { ResponseStatusDetails } from "@antiphon/core/shapes"

type Done = EventNamed<typeof ServerEvent, "response.done">

describe("what the compiler holds", () => {
  it("switch narrows by literal, and what is left is the unknown event", () => {
    const read = (event: ServerEvent | UnknownEvent): string => {
      switch (event.type) {
        case "response.output_audio.delta":
          return event.delta
        case "error":
          return event.error.message
        default:
          // @ts-expect-error a delta belongs to other events
          return String(event.delta)
      }
    }
    expectTypeOf(read).returns.toBeString()
  })

  it("a switch over every literal leaves only the unknown event", () => {
    const only = (event: EventNamed<typeof ServerEvent, "error"> | UnknownEvent): UnknownEvent | undefined => {
      switch (event.type) {
        case "error":
          return undefined
        default: {
          const unknown: UnknownEvent = event
          return unknown
        }
      }
    }
    expectTypeOf(only).parameter(0).not.toBeAny()
  })

  it("match asks for every arm, and for unknown", () => {
    const arm = () => 0
    const arms = {
      "input_audio_buffer.append": arm,
      "input_audio_buffer.clear": arm,
      "input_audio_buffer.commit": arm,
      "output_audio_buffer.clear": arm,
      "conversation.item.create": arm,
      "conversation.item.retrieve": arm,
      "conversation.item.truncate": arm,
      "conversation.item.delete": arm,
      "response.create": arm,
      "response.cancel": arm
    }
    const event = ClientEvent.make("response.cancel", {})
    const whole = ClientEvent.match(event, { ...arms, "session.update": () => "update", unknown: () => true })
    expectTypeOf(whole).toEqualTypeOf<number | string | boolean>()
    // @ts-expect-error the arm of session.update is missing
    ClientEvent.match(event, { ...arms, unknown: arm })
    // @ts-expect-error the arm for unknown events is missing
    void (() => ClientEvent.match(event, { ...arms, "session.update": arm }))
  })

  it("an arm gets its own event", () => {
    ServerEvent.matchSome(
      ServerEvent.make("response.done", { event_id: "event_1", response: { id: "resp_1" } }),
      { "response.done": (event) => expectTypeOf(event).toEqualTypeOf<Done>() },
      (other) => expectTypeOf(other).toEqualTypeOf<ServerEvent | UnknownEvent>()
    )
  })

  it("a guard narrows and an accessor gives an option of the event", () => {
    const read = (event: ServerEvent | UnknownEvent) => {
      if (ServerEvent.is("response.done")(event)) expectTypeOf(event).toEqualTypeOf<Done>()
      return ServerEvent.as("response.done")(event)
    }
    expectTypeOf(read).returns.toEqualTypeOf<Option.Option<Done>>()
    // @ts-expect-error no event has this name
    ServerEvent.is("response.finished")
  })

  it("open enumerations complete the values known today and accept others", () => {
    type Reason = Exclude<ResponseStatusDetails["reason"], null | undefined>
    expectTypeOf<"turn_detected">().toExtend<Reason>()
    expectTypeOf<string>().toExtend<Reason>()
    // A plain string would have swallowed the literals that an editor completes.
    type Listed<R> = R extends string ? (string extends R ? never : R) : never
    expectTypeOf<Listed<Reason>>().toEqualTypeOf<
      "turn_detected" | "client_cancelled" | "max_output_tokens" | "content_filter"
    >()
  })

  it("a typo in a field does not compile", () => {
    const read = (event: ServerEvent | UnknownEvent) => {
      // @ts-expect-error it is called message
      if (event.type === "error") return event.error.mesage
      return undefined
    }
    expectTypeOf(read).parameters.toEqualTypeOf<[ServerEvent | UnknownEvent]>()
    // @ts-expect-error a response needs an id
    void (() => ServerEvent.make("response.done", { event_id: "event_1", response: {} }))
  })

  it("the class of one event is its schema and its type", () => {
    expectTypeOf<ErrorEvent>().toEqualTypeOf<EventNamed<typeof ServerEvent, "error">>()
    expectTypeOf(ServerEvent.schemas["error"]).toEqualTypeOf<typeof ErrorEvent>()
  })

  it("the schema of one event knows its fields", () => {
    expectTypeOf(ServerEvent.schemas["response.done"].fields.type.schema.literal).toEqualTypeOf<"response.done">()
  })
})
