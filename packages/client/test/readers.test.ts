import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { RealtimeResponse, RealtimeSession } from "../src/index.ts"
import { against, collect, failure, type Peer } from "./against.ts"

const response = (status: string, more: object = {}) => ({
  type: status === "in_progress" ? "response.created" : "response.done",
  response: { id: "resp_1", status, conversation_id: "conv_1", ...more }
})
const at = (output_index: number, content_index = 0) => ({
  response_id: "resp_1",
  item_id: `item_${output_index}`,
  output_index,
  content_index
})
const spoken = (delta: string, place: object = at(0)) => ({
  type: "response.output_audio_transcript.delta",
  ...place,
  delta
})
const written = (delta: string, place: object) => ({ type: "response.output_text.delta", ...place, delta })
const sound = (samples: ReadonlyArray<number>, place: object = at(0)) => ({
  type: "response.output_audio.delta",
  ...place,
  delta: Buffer.from(Int16Array.from(samples).buffer).toString("base64")
})

/** Sends these once the client says anything. With `code` it then closes. */
const say =
  (events: ReadonlyArray<object>, code?: number) =>
  (peer: Peer): Effect.Effect<unknown, unknown> =>
    peer.incoming.pipe(
      Stream.runForEach(() =>
        Effect.andThen(
          Effect.forEach(events, (event) => peer.send(event), { discard: true }),
          code === undefined ? Effect.void : peer.close(code, "oops")
        )
      )
    )

/** The response that these events make. */
const reading = (
  events: ReadonlyArray<object>,
  use: (response: RealtimeResponse, session: RealtimeSession) => Promise<void>,
  code?: number
): Promise<void> =>
  against(say(events, code), async (session) => {
    await session.sendAudio(new Int16Array(2400))
    for await (const first of session.responses) return await use(first, session)
  })

const begun = response("in_progress")

it("words and samples of all items and parts come in order, in a loop and as a whole", () =>
  reading(
    [
      begun,
      spoken("It is "),
      sound([1, 2]),
      spoken("noon."),
      sound([3]),
      written(" (12:00)", at(1)),
      response("completed")
    ],
    async (answer) => {
      assert.strictEqual(await answer.text(), "It is noon. (12:00)")
      assert.strictEqual(await answer.transcript(), "It is noon.")
      assert.deepStrictEqual(await answer.audio(), Int16Array.of(1, 2, 3))
      assert.deepStrictEqual(await collect(answer.text()), ["It is ", "noon.", " (12:00)"])
      assert.deepStrictEqual(await collect(answer.audio()), [Int16Array.of(1, 2), Int16Array.of(3)])
      const reading = answer.transcript()
      assert.deepStrictEqual([await collect(reading), await reading], [["It is ", "noon."], "It is noon."])
      assert.deepStrictEqual(await Promise.all([answer.text(), answer.transcript().then((said) => said.length)]), [
        "It is noon. (12:00)",
        11
      ])
      assert.isUndefined((await answer.done).error)
    }
  ))

it.each(["cancelled", "incomplete"])("a reading of a response that is %s ends with what came", (status) =>
  reading([begun, spoken("It is "), response(status)], async (answer) => {
    assert.strictEqual(await answer.text(), "It is ")
    assert.deepStrictEqual(await collect(answer.transcript()), ["It is "])
    const { error, status: ended } = await answer.done
    assert.deepStrictEqual([error, ended], [undefined, status])
  })
)

it("a reading of a response that failed gives what came, then throws the server's words", () => {
  const error = { type: "rate_limit", code: "rate_limit_exceeded", message: "Try again in 20 s." }
  const failed = response("failed", { status_details: { type: "failed", error } })
  return reading([begun, spoken("It "), failed], async (answer) => {
    const heard: Array<string> = []
    const loop = async () => {
      for await (const words of answer.transcript()) heard.push(words)
    }
    for (const thrown of [await failure(answer.text()), await failure(loop()), (await answer.done).error]) {
      assert(thrown !== undefined)
      assert.strictEqual(thrown.code, "failed")
      assert.strictEqual(thrown.message, "the response failed: Try again in 20 s.")
      assert.deepStrictEqual(thrown.detail.error, error)
    }
    assert.deepStrictEqual(heard, ["It "])
    assert.match((await failure(answer.audio())).stack ?? "", /^RealtimeError: .*\n +at .*readers\.test\.ts/)
  })
})

it("a reading of a response that a lost connection ends throws disconnected", () =>
  reading(
    [begun, spoken("It ")],
    async (answer) => {
      assert.strictEqual((await failure(answer.text())).code, "disconnected")
      assert.strictEqual((await answer.done).status, "failed")
    },
    1011
  ))

it("a reading of a response that was running when the session was closed here ends with what came", () =>
  reading([begun, spoken("It ")], async (answer, session) => {
    for await (const words of answer.text()) {
      assert.strictEqual(words, "It ")
      await session.close()
    }
    assert.strictEqual(await answer.text(), "It ")
  }))

it("a response that is read in no way throws nowhere", () =>
  reading([begun, response("failed")], async (answer) => {
    answer.text()
    assert.strictEqual((await answer.done).error?.message, "the response failed: the server does not say why")
  }))

it("the words of both sides come as they grow, and an interruption leaves what was heard", () => {
  const user = { item_id: "item_u", content_index: 0 }
  const heard = "conversation.item.input_audio_transcription"
  const item = { id: "item_u", type: "message", role: "user", content: [{ type: "input_audio" }] }
  const typed = { id: "item_t", type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] }
  const events = [
    { type: "conversation.item.added", item: typed },
    { type: "conversation.item.added", item },
    { type: `${heard}.delta`, ...user, delta: "What " },
    begun,
    { type: `${heard}.completed`, ...user, transcript: "What time?" },
    spoken("It is "),
    sound(Array.from({ length: 24_000 }, () => 0)),
    spoken("noon now."),
    { type: "response.output_audio_transcript.done", ...at(0), transcript: "It is noon now." },
    response("completed"),
    { type: "conversation.item.truncated", item_id: "item_0", content_index: 0, audio_end_ms: 1 }
  ]
  return reading(events, async (_, session) => {
    const text = new Map<string, string>()
    const added = new Map<string, string>()
    for await (const each of session.transcripts) {
      const key = `${each.role} ${each.itemId}`
      text.set(key, each.text)
      added.set(key, (added.get(key) ?? "") + each.added)
      if (each.itemId === "item_0" && each.isFinal && each.text !== "It is noon now.") break
    }
    assert.deepStrictEqual(Object.fromEntries(text), {
      "user item_t": "Hello",
      "user item_u": "What time?",
      "assistant item_0": ""
    })
    assert.strictEqual(added.get("user item_u"), "What time?")
    assert.strictEqual(added.get("user item_t"), "Hello")
  })
})

it("the words of a response that uses the item id of an earlier one are added from the first", () => {
  const words = (response_id: string, text: string) => [
    { type: "response.created", response: { id: response_id, status: "in_progress" } },
    { type: "response.output_text.delta", ...at(0), response_id, delta: text.slice(0, 2) },
    { type: "response.output_text.done", ...at(0), response_id, text },
    { type: "response.done", response: { id: response_id, status: "completed" } }
  ]
  const answers = [words("resp_1", "One"), words("resp_2", "On top")]
  const serve = (peer: Peer) =>
    peer.incoming.pipe(
      Stream.runForEach(() => Effect.forEach(answers.shift() ?? [], (event) => peer.send(event), { discard: true }))
    )
  return against(serve, async (session) => {
    const added: Array<string> = []
    await session.sendAudio(new Int16Array(2400))
    for await (const each of session.transcripts) {
      added.push(each.added)
      if (each.text === "One" && each.isFinal) await session.sendAudio(new Int16Array(2400))
      if (each.text === "On top" && each.isFinal) break
    }
    assert.strictEqual(added.join(""), "OneOn top")
    assert.deepStrictEqual([...session.state.items.values()].map(({ responseId }) => responseId).toSorted(), [
      "resp_1",
      "resp_2"
    ])
  })
})
