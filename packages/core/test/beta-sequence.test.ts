import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Beta, ServerEvent, type UnknownEvent } from "@antiphon/core"
import { betaSpelling, gaSpelling } from "./beta-compare.ts"
import { violations } from "./beta-legality.ts"
import { functionCall, spokenTurn } from "./beta-recordings.ts"

type Ga = ServerEvent | UnknownEvent
type Old = Beta.ServerEvent | UnknownEvent

/** A whole connection through one machine. */
const run = <A, B>(step: (state: Beta.State, event: A) => Beta.Step<B>, events: ReadonlyArray<A>) => {
  let state = Beta.initial
  const said: Array<B | UnknownEvent> = []
  const lost: Array<string> = []
  for (const event of events) {
    const next = step(state, event)
    state = next.state
    said.push(...next.events)
    lost.push(...next.lost.map(({ path }) => path.join(".")))
  }
  return { said, lost, state }
}
const toGa = (events: ReadonlyArray<Old>) => run<Old, ServerEvent>(Beta.toGa, events)
const fromGa = (events: ReadonlyArray<Ga>) => run<Ga, Beta.ServerEvent>(Beta.fromGa, events)

const types = (events: ReadonlyArray<{ readonly type: string }>) => events.map(({ type }) => type)
const itemEvents = (events: ReadonlyArray<Ga>) =>
  events.flatMap((event) =>
    ServerEvent.matchSome(
      event,
      {
        "conversation.item.added": ({ item }) => [`added ${item.id}`],
        "conversation.item.done": ({ item }) => [`done ${item.id}`],
        "response.output_item.done": ({ item }) => [`output ${item.id}`],
        "response.done": ({ response }) => [`response ${response.id}`]
      },
      () => []
    )
  )

const recordings = [
  ["a spoken turn", spokenTurn()],
  ["an interrupted spoken turn", spokenTurn("incomplete")],
  ["a function call", functionCall()]
] as const

describe.each(recordings)("%s of the beta", (_name, recording) => {
  const { lost, said, state } = toGa(recording)

  it("comes out as a legal GA sequence", () => {
    expect(violations(said)).toEqual([])
  })

  it("is known GA, event by event", () => {
    expect(said.map((event) => ServerEvent.decodeValue(event)._tag)).toEqual(said.map(() => "Known"))
  })

  it("loses the temperature alone", () => {
    expect(lost).toEqual(["session.temperature"])
  })

  it("comes back from GA as it was", () => {
    const back = fromGa(said)
    expect(back.lost).toEqual([])
    const [first, ...rest] = recording
    expect(back.said.slice(1).map(betaSpelling)).toEqual(rest.map(betaSpelling))
    expect(back.said[0]).toMatchObject({ type: first?.type })
  })

  it("goes from GA to the beta and to GA again, still legal and the same", () => {
    const again = toGa(fromGa(said).said)
    expect(violations(again.said)).toEqual([])
    const withoutIds = (events: ReadonlyArray<Ga>) => events.map((event) => gaSpelling({ ...event, event_id: "" }))
    expect(withoutIds(again.said)).toEqual(withoutIds(said))
  })

  it("leaves nothing to remember", () => {
    expect([...state.items.keys()]).toEqual([])
    expect([...fromGa(said).state.items.keys()]).toEqual([])
  })
})

describe("the check of legality", () => {
  const free =
    /delta$|transcription|rate_limits|input_audio_buffer|^conversation.created|(text|audio|transcript|arguments).done$/
  it.each(recordings)(
    "%s: reports each missing event of a legal sequence, and an event that comes twice",
    (_, events) => {
      const { said } = toGa(events)
      for (const [index, { type }] of said.entries()) {
        if (!free.test(type)) expect(violations(said.toSpliced(index, 1)), `without ${type}`).not.toEqual([])
        expect(violations(said.flatMap((event, at) => (at === index ? [event, event] : [event])))).not.toEqual([])
      }
    }
  )
})

describe("when an item is done", () => {
  it("an item of the user is done at once, an item of the model once its response says so", () => {
    expect(itemEvents(toGa(spokenTurn()).said)).toEqual([
      "added item_1",
      "done item_1",
      "added item_2",
      "output item_2",
      "done item_2",
      "response resp_1"
    ])
  })

  it("an item whose end never came is done with the end of its response", () => {
    const cut = spokenTurn("incomplete").filter(({ type }) => type !== "response.output_item.done")
    expect(itemEvents(toGa(cut).said)).toEqual([
      "added item_1",
      "done item_1",
      "added item_2",
      "done item_2",
      "response resp_1"
    ])
  })

  it("an item announced after its end is done at once and in its final form", () => {
    const events = functionCall()
    const late = events.find((event) => event.type === "conversation.item.created" && event.item.id === "item_2")
    const end = events.findIndex((event) => event.type === "response.output_item.done")
    if (late === undefined) throw new Error("the recording has no such item")
    const reordered = events.filter((event) => event !== late).toSpliced(end, 0, late)
    const { said } = toGa(reordered)
    expect(itemEvents(said).slice(2, 6)).toEqual(["output item_2", "added item_2", "done item_2", "response resp_1"])
    const done = said.filter((event) => event.type === "conversation.item.done")[1]
    expect(done).toMatchObject({ item: { status: "completed", arguments: '{"city":"Oslo"}' } })
  })

  it("an item announced before its response has begun it is done with its end too", () => {
    const events = functionCall()
    const announced = events.findIndex(
      (event) => event.type === "conversation.item.created" && event.item.id === "item_2"
    )
    const [item] = events.slice(announced, announced + 1)
    if (item === undefined) throw new Error("the recording has no such item")
    const early = events.toSpliced(announced, 1).toSpliced(announced - 1, 0, item)
    expect(itemEvents(toGa(early).said).slice(2, 6)).toEqual([
      "added item_2",
      "output item_2",
      "done item_2",
      "response resp_1"
    ])
  })

  it("an item of the user is done at once, even if it is marked as in progress", () => {
    const item = { type: "message", role: "user", id: "item_1", status: "in_progress", content: [] } as const
    const created = Beta.ServerEvent.make("conversation.item.created", { event_id: "1", item })
    expect(itemEvents(toGa([created]).said)).toEqual(["added item_1", "done item_1"])
  })

  it("an item whose beginning and end did not arrive is done with the end of the response that shows it", () => {
    const cut = spokenTurn().filter(({ type }) => !type.startsWith("response.output_item"))
    const { said } = toGa(cut)
    expect(itemEvents(said).slice(2)).toEqual(["added item_2", "done item_2", "response resp_1"])
    expect(said.find((event) => event.type === "conversation.item.done" && event.item.id === "item_2")).toMatchObject({
      item: { status: "completed", content: [{ type: "output_audio", transcript: "Hello." }] }
    })
  })

  it("an item without an id is done at once, since nothing could name its end", () => {
    const item = { type: "message", role: "assistant", status: "in_progress", content: [] } as const
    const created = Beta.ServerEvent.make("conversation.item.created", { event_id: "1", item })
    expect(toGa([created]).said.map(({ type }) => type)).toEqual(["conversation.item.added", "conversation.item.done"])
  })

  it("an item of an out-of-band response is never done", () => {
    const outOfBand = spokenTurn().filter((event) => event.type !== "conversation.item.created")
    expect(itemEvents(toGa(outOfBand).said)).toEqual(["output item_2", "response resp_1"])
  })
})

describe("a call's name", () => {
  it("is remembered for the end of its arguments", () => {
    const done = toGa(functionCall()).said.find(({ type }) => type === "response.function_call_arguments.done")
    expect(done).toMatchObject({ name: "weather" })
  })

  it("is lost in the beta only if no item contained it", () => {
    const done = toGa(functionCall()).said.filter(({ type }) => type === "response.function_call_arguments.done")
    expect(fromGa(done).lost).toEqual(["name"])
  })
})

describe("from GA", () => {
  const list = (more: object) => ({ type: "mcp_list_tools", id: "mcpl_1", server_label: "docs", ...more }) as const

  it("added becomes an event of the beta, and done does not", () => {
    expect(types(fromGa(toGa(spokenTurn()).said).said)).toEqual(types(spokenTurn()))
  })

  it("the final form of an item without a response is reported", () => {
    const { lost, said } = fromGa([
      ServerEvent.make("conversation.item.added", { event_id: "1", previous_item_id: null, item: list({}) }),
      ServerEvent.make("conversation.item.done", {
        event_id: "2",
        previous_item_id: null,
        item: list({ tools: [{ name: "search" }] })
      })
    ])
    expect(types(said)).toEqual(["conversation.item.created"])
    expect(lost).toEqual(["item"])
  })

  it("an item that is done before it was added is announced then", () => {
    const { said } = fromGa([ServerEvent.make("conversation.item.done", { event_id: "1", item: list({}) })])
    expect(types(said)).toEqual(["conversation.item.created"])
  })
})

describe("in any order and with any event missing", () => {
  it.each(recordings)(
    "%s: an item is added as often as it was created, and done at most once, after that",
    (_, events) => {
      fc.assert(
        fc.property(fc.shuffledSubarray([...events]), (some) => {
          const told = itemEvents(toGa(some).said).filter((what) => !what.startsWith("response"))
          const created = some.flatMap((event) => (event.type === "conversation.item.created" ? [event.item.id] : []))
          expect(told.filter((what) => what.startsWith("added"))).toEqual(created.map((id) => `added ${id}`))
          const done = told.filter((what) => what.startsWith("done"))
          expect(done).toEqual([...new Set(done)])
          for (const what of done) {
            expect(told.indexOf(what)).toBeGreaterThan(told.indexOf(what.replace("done", "added")))
            expect(told).toContain(what.replace("done", "added"))
          }
        })
      )
    }
  )

  it("a server that ends no item costs a bounded copy for each event, and the newest items are known", () => {
    let state = Beta.initial
    for (let index = 0; index < 1000; index++) {
      state = Beta.toGa(
        state,
        Beta.ServerEvent.make("response.output_item.added", {
          response_id: "r",
          output_index: index,
          item: { type: "function_call", id: `i${index}`, name: `f${index}`, arguments: "" }
        })
      ).state
      expect(state.items.size).toBeLessThanOrEqual(128)
    }
    expect(state.items.get("i999")?.name).toBe("f999")
    expect(state.items.has("i0")).toBe(false)
  })

  it("the same state and event give the same result, and the given state does not change", () => {
    let state = Beta.initial
    for (const event of functionCall()) {
      const before = [...state.items]
      const once = Beta.toGa(state, event)
      expect(Beta.toGa(state, event)).toEqual(once)
      expect([...state.items]).toEqual(before)
      state = once.state
    }
  })
})
