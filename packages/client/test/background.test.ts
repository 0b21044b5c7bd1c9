import type { ClientEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as z from "zod"
import {
  type RealtimeSession,
  type RealtimeTools,
  type ToolContext,
  ToolError,
  type ToolSchemas
} from "../src/index.ts"
import { opened, type Peer, updated } from "./against.ts"

/** Holds a promise of the test. */
const gate = <A = void>() => Promise.withResolvers<A>()

const created = (id: string) => ({ type: "response.created", response: { id, status: "in_progress" } })
const done = (id: string, output: ReadonlyArray<object> = []) => ({
  type: "response.done",
  response: { id, status: "completed", output }
})
const call = (name: string) => ({
  type: "function_call",
  id: `item_${name}`,
  call_id: `call_${name}`,
  name,
  arguments: "{}",
  status: "completed"
})

/** A model that calls these tools at the first request, and answers each later request with nothing. */
const caller = (names: ReadonlyArray<string>, told: (event: ClientEvent) => void, send: (peer: Peer) => void) => {
  let serial = 0
  const answers = (event: ClientEvent): ReadonlyArray<object> => {
    told(event)
    if (event.type === "conversation.item.create") return [{ type: "conversation.item.added", item: event.item }]
    if (event.type !== "response.create") return updated(event)
    const id = `resp_${(serial += 1)}`
    const calls = serial === 1 ? names.map(call) : []
    const items = calls.flatMap((item, output_index) => [
      { type: "response.output_item.added", response_id: id, output_index, item },
      { type: "response.output_item.done", response_id: id, output_index, item }
    ])
    return [created(id), ...items, done(id, calls)]
  }
  return (peer: Peer): Effect.Effect<unknown, unknown> => {
    send(peer)
    return peer.incoming.pipe(
      Stream.runForEach((decoded) =>
        Effect.forEach(decoded._tag === "Known" ? answers(decoded.event) : [], (event) => peer.send(event))
      )
    )
  }
}

/** What the model is given after its calls, in words. */
const conversing = async <T extends ToolSchemas>(
  tools: RealtimeTools<T>,
  use: (
    session: RealtimeSession,
    given: ReadonlyArray<string>,
    seen: (what: string) => Promise<void>,
    peer: Peer
  ) => Promise<void>
): Promise<void> => {
  const given: Array<string> = []
  let wake = gate()
  const peer = gate<Peer>()
  const told = (event: ClientEvent): void => {
    if (event.type === "conversation.item.create") {
      const { content, output } = Object(event.item)
      given.push(String(output ?? content[0].text))
    } else if (event.type === "response.create") given.push("speak")
    wake.resolve()
    wake = gate()
  }
  /** Resolves once this was given. */
  const seen = async (what: string): Promise<void> => {
    while (!given.includes(what)) await wake.promise
  }
  const options = { tools } as object
  await opened(caller(Object.keys(tools), told, peer.resolve), options, async (opening) => {
    const session = await opening
    await session.createResponse()
    await use(session, given, seen, await peer.promise)
  })
}

const schema = z.object({})
const description = ""

it("a slow call does not hold back the output of another, and the model speaks after the last", async () => {
  const slow = gate()
  await conversing(
    {
      slow: { description, schema, run: () => slow.promise.then(() => "slow") },
      fast: { description, schema, run: () => "fast" }
    },
    async (_session, given, seen) => {
      await seen("fast")
      assert.deepStrictEqual(given, ["speak", "fast"])
      slow.resolve()
      await seen("slow")
      while (given.length < 4) await new Promise((resolve) => setImmediate(resolve))
      assert.deepStrictEqual(given, ["speak", "fast", "slow", "speak"])
    }
  )
})

it("a tool answers at once and delivers later, when neither side speaks", async () => {
  const flights = gate<string>()
  const run = async (_: {}, { progress }: ToolContext) => {
    progress("I am looking.")
    const found = await flights.promise
    progress({ done: "half" })
    progress({ done: "most" })
    return { found }
  }
  await conversing({ flights: { description, schema, run } }, async (session, given, seen, peer) => {
    await seen("I am looking.")
    const turn = { type: "input_audio_buffer.speech_started", audio_start_ms: 0, item_id: "item_u" }
    const speaking = new Promise((resolve) => session.on("input_audio_buffer.speech_started", resolve))
    await Effect.runPromise(Effect.orDie(peer.send(turn)))
    await speaking
    flights.resolve("AZ 611")
    await session.configure({ instructions: "Be brief." })
    assert.isFalse(given.some((text) => text.startsWith("Result")))
    await Effect.runPromise(
      Effect.orDie(
        Effect.andThen(
          peer.send({ type: "input_audio_buffer.speech_stopped", audio_end_ms: 900, item_id: "item_u" }),
          peer.send({ type: "input_audio_buffer.committed", item_id: "item_u" })
        )
      )
    )
    await seen('Result of flights (call_flights): {"found":"AZ 611"}')
    assert.notInclude(given, 'Progress of flights (call_flights): {"done":"half"}')
    const after = given.slice(given.indexOf('Result of flights (call_flights): {"found":"AZ 611"}') + 1)
    if (after.length === 0) await seen("speak")
  })
})

it("a tool in the background that fails says so, as far as the model may know", async () => {
  const run = async (_: {}, { progress }: ToolContext) => {
    progress("One moment.")
    throw new ToolError("the airline is closed")
  }
  await conversing({ flights: { description, schema, run } }, async (_session, _given, seen) => {
    await seen("One moment.")
    await seen("Failure of flights (call_flights): the airline is closed")
  })
})

it("a tool in the background outlives an interruption, has a time from progress to progress, and ends with the session", async () => {
  const [long, short] = [gate<AbortSignal>(), gate<AbortSignal>()]
  const endless =
    (started: (signal: AbortSignal) => void) =>
    (_: {}, { progress, signal }: ToolContext) => {
      progress("Wait.")
      started(signal)
      return new Promise<string>(() => {})
    }
  let signal: AbortSignal | undefined
  await conversing(
    {
      long: { description, schema, run: endless(long.resolve) },
      short: { description, schema, timeoutMs: 1, run: endless(short.resolve) }
    },
    async (session, _given, seen) => {
      signal = await long.promise
      await session.interrupt()
      assert.isFalse(signal.aborted)
      await seen("Failure of short (call_short): short said nothing for 1 ms")
      assert.isTrue((await short.promise).aborted)
    }
  )
  assert.isTrue(signal?.aborted)
})
