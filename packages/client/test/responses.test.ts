import { pcm24k } from "@antiphon/audio"
import type { Response } from "@antiphon/core/shapes"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { makeResponses } from "../src/responses/makeResponses.ts"
import { against, collect, failure, type Peer } from "./against.ts"

const created = {
  type: "response.created",
  event_id: "event_1",
  response: { id: "resp_1", status: "in_progress", conversation_id: "conv_1" }
}
const done = {
  type: "response.done",
  event_id: "event_9",
  response: { id: "resp_1", status: "completed", conversation_id: "conv_1" }
}
const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
const delta = (text: string) => ({
  type: "response.output_text.delta",
  event_id: `event_${text}`,
  ...place,
  delta: text
})
const audio = (serial: number, bytes: number) => ({
  type: "response.output_audio.delta",
  event_id: `event_${serial}`,
  ...place,
  delta: Buffer.alloc(bytes, serial).toString("base64")
})

/** Sends these once the client says anything, and stays. */
const say =
  (...events: ReadonlyArray<object>) =>
  (peer: Peer): Effect.Effect<unknown, unknown> =>
    peer.incoming.pipe(Stream.runForEach(() => Effect.forEach(events, (event) => peer.send(event), { discard: true })))

const hello = new Int16Array(2400)

it("text that comes unannounced is an item and a part all the same", () =>
  against(say(created, delta("It is "), delta("noon."), done), async (session) => {
    await session.sendAudio(hello)
    for await (const response of session.responses) {
      const [item] = await collect(response)
      assert(item !== undefined)
      assert.strictEqual(item.id, "item_1")
      const [part] = await collect(item)
      assert(part !== undefined)
      assert.deepStrictEqual(await collect(part.textChunks()), ["It is ", "noon."])
      break
    }
  }))

const whole = {
  id: "item_1",
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text: "It is noon." }]
}
const itemDone = { type: "response.output_item.done", response_id: "resp_1", output_index: 0, item: whole }
const doneWith = { ...done, response: { ...done.response, output: [whole] } }

for (const [name, events] of [
  ["the end of its item has", [created, itemDone, done]],
  ["the end of its response has", [created, doneWith]],
  ["came in pieces, and its ends repeat", [created, delta("It is "), delta("noon."), itemDone, doneWith]]
] as const) {
  it(`text that ${name} is read once`, () =>
    against(say(...events), async (session) => {
      await session.sendAudio(hello)
      for await (const response of session.responses) {
        assert.strictEqual(await response.text(), "It is noon.")
        break
      }
      for await (const { isFinal, text } of session.transcripts) {
        if (!isFinal) continue
        assert.strictEqual(text, "It is noon.")
        break
      }
    }))
}

it("a response whose end has a bent status ends, and so does everything in it", () =>
  against(say(created, delta("It is"), { ...done, response: { id: "resp_1", status: 7 } }), async (session) => {
    await session.sendAudio(hello)
    for await (const response of session.responses) {
      for await (const item of response) {
        for await (const part of item) assert.deepStrictEqual(await collect(part.textChunks()), ["It is"])
      }
      assert.strictEqual((await response.done).response?.status, undefined)
      break
    }
  }))

it("a lost connection ends what runs as failed, and throws in the loop over responses", () =>
  against(
    (peer) =>
      peer.incoming.pipe(
        Stream.runForEach(() =>
          Effect.andThen(
            Effect.forEach([created, delta("It is")], (event) => peer.send(event)),
            peer.close(1011, "oops")
          )
        )
      ),
    async (session) => {
      await session.sendAudio(hello)
      const statuses: Array<string> = []
      const loop = async () => {
        for await (const response of session.responses) statuses.push((await response.done).status)
      }
      const error = await failure(loop())
      assert.deepStrictEqual(error.detail.close, { code: 1011, reason: "oops", by: "remote" })
      assert.strictEqual(error.code, "disconnected")
      assert.deepStrictEqual(statuses, ["failed"])
      assert.strictEqual((await session.closed).code, "disconnected")
    }
  ))

it("unread audio blocks nothing: past 32 MiB the oldest goes, and a loop that wants it throws", () =>
  against(
    say(created, ...Array.from({ length: 5 }, (_, serial) => audio(serial, 8_000_000)), done),
    async (session) => {
      const ended = Promise.withResolvers<void>()
      session.on("response.done", () => ended.resolve())
      await session.sendAudio(hello)
      await ended.promise
      for await (const response of session.responses) {
        const [item] = await collect(response)
        const [part] = item === undefined ? [] : await collect(item)
        assert(part !== undefined)
        assert.strictEqual((await failure(collect(part.audioChunks()))).code, "overrun")
        assert.strictEqual((await response.done).status, "completed")
        break
      }
    }
  ))

it("an event that the vocabulary does not name reaches those who listen for unknown ones", () =>
  against(say({ type: "response.sung", event_id: "event_1", key: "D minor" }), async (session) => {
    const heard = Promise.withResolvers<unknown>()
    session.on("unknown", heard.resolve)
    await session.sendAudio(hello)
    assert.deepStrictEqual(await heard.promise, { type: "response.sung", event_id: "event_1", key: "D minor" })
  }))

it("the last 64 responses are retained: one that is pushed out ends, and new loops begin behind it", () => {
  const begin = (serial: number) => ({
    ...created,
    event_id: `event_${serial}`,
    response: { id: `resp_${serial}`, status: "in_progress", conversation_id: null }
  })
  const stopped = { type: "output_audio_buffer.stopped", event_id: "event_99", response_id: "resp_of_long_ago" }
  const rest = [...Array.from({ length: 65 }, (_, serial) => begin(serial + 1)), stopped]
  const peer = (connection: Peer) =>
    connection.incoming.pipe(
      Stream.runForEachArray((events) =>
        Effect.forEach(events, () => Effect.forEach(batches.shift() ?? [], (event) => connection.send(event)))
      )
    )
  const batches = [[begin(0)], rest]
  return against(peer, async (session) => {
    const began = Promise.withResolvers<void>()
    session.on("output_audio_buffer.stopped", () => began.resolve())
    const early = session.responses[Symbol.asyncIterator]()
    await session.sendAudio(hello)
    const { value } = await early.next()
    assert.strictEqual(value?.id, "resp_0")
    await session.sendAudio(hello)
    await began.promise
    await value?.done
    const ids: Array<string> = []
    for await (const { id } of session.responses) {
      ids.push(id)
      if (ids.length === 64) break
    }
    assert.deepStrictEqual([ids[0], ids[63]], ["resp_2", "resp_65"])
    assert.strictEqual((await failure(early.next())).code, "overrun")
  })
})

it("responses of one id, one after the other, are read apart", () => {
  const begun = (n: number) => ({ ...created, event_id: `begun_${n}` })
  const ended = (n: number) => ({ ...done, event_id: `ended_${n}` })
  const events = [begun(1), delta("one"), ended(1), begun(2), delta("two"), ended(2)]
  return against(say(...events), async (session) => {
    await session.sendAudio(hello)
    const said: Array<string> = []
    for await (const response of session.responses) {
      said.push(await response.text())
      if (said.length === 2) break
    }
    assert.deepStrictEqual(said, ["one", "two"])
  })
})

it("a caller whose response has the id of an earlier one gets its own, although no event of it came yet", () => {
  let shown: Response = { id: "resp_1", status: "completed" }
  const responses = makeResponses({
    formatOf: () => pcm24k,
    endOf: () => ({ status: "completed", response: undefined, error: undefined }),
    shownOf: () => shown,
    opened: () => () => {}
  })
  const earlier = responses.of("resp_1")
  responses.receive({ type: "response.done", event_id: "e", response: shown })
  assert.strictEqual(responses.of("resp_1"), earlier)
  shown = { id: "resp_1", status: "in_progress" }
  const later = responses.of("resp_1")
  assert.notStrictEqual(later, earlier)
  responses.receive({ type: "response.created", event_id: "f", response: shown })
  assert.strictEqual(responses.of("resp_1"), later)
})

it("a response that is asked for behind the end of the session has ended", async () => {
  const responses = makeResponses({
    formatOf: () => pcm24k,
    endOf: () => ({ status: "failed", response: undefined, error: undefined }),
    shownOf: () => undefined,
    opened: () => assert.fail("nothing is followed any more")
  })
  responses.close(undefined)
  assert.strictEqual((await responses.of("resp_1").done).status, "failed")
  assert.deepStrictEqual(await collect(responses.all), [])
})

it("a response of very many items and parts is held to a bound: the oldest are forgotten, and the rest reads on", async () => {
  const endOf = () => ({ status: "completed", response: undefined, error: undefined })
  const responses = makeResponses({
    formatOf: () => pcm24k,
    endOf,
    shownOf: () => undefined,
    opened: () => () => {}
  })
  const added = (output_index: number, content_index: number) =>
    responses.receive({
      type: "response.content_part.added",
      event_id: `event_${output_index}_${content_index}`,
      response_id: "resp_1",
      item_id: `item_${output_index}`,
      output_index,
      content_index,
      part: { type: "text", text: "" }
    })
  const response = responses.of("resp_1")
  for (let content = 0; content < 5000; content++) added(0, content)
  const first = await failure(collect(response))
  assert.strictEqual(first.code, "overrun")
  for (let output = 1; output <= 5000; output++) added(output, 0)
  responses.receive({ type: "response.output_text.delta", event_id: "e", ...place, output_index: 5000, delta: "last" })
  responses.end("resp_1")
  await response.done
  assert.strictEqual((await failure(collect(response))).code, "overrun")
})

it("audio that is not base64 is a notice, and the part goes on with what comes after it", () => {
  const bent = (serial: number, text: string) => ({ ...audio(serial, 0), delta: text })
  const whole = Int16Array.of(1, 2, 3)
  const good = Buffer.from(whole.buffer).toString("base64")
  return against(
    say(created, bent(1, good), bent(2, "$$$$"), bent(3, "A"), bent(4, "AA="), bent(5, good), done),
    async (session) => {
      const problems: Array<string> = []
      session.on("notice", (notice) => problems.push(notice._tag))
      await session.sendAudio(hello)
      for await (const response of session.responses) {
        const [item] = await collect(response)
        const [part] = item === undefined ? [] : await collect(item)
        assert(part !== undefined)
        for (const _ of [1, 2]) assert.deepStrictEqual(await collect(part.audioChunks()), [whole, whole])
        break
      }
      assert.deepStrictEqual(problems, ["Malformed", "Malformed", "Malformed"])
    }
  )
})
