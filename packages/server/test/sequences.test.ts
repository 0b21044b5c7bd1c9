/** The sequences of protocol section 2, each as the paper writes it, over the in-memory pair. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Engine } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, audioOf, connect, joined, only, outline, recording, silence, tone } from "./helper.ts"

const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] }) as const

const voice = tone(730)
const scripted = Engine.scripted({ turns: [{ heard: "What time is it?", say: "It is noon, as always.", voice }] })

describe("(0) configure", () => {
  it.effect("session.created comes first, and session.updated shows the whole session", () =>
    Effect.gen(function* () {
      const { expect, send } = yield* connect(scripted, { model: "gpt-realtime-2" })
      const { session: created } = yield* expect("session.created")
      assert.strictEqual(created.type, "realtime")
      yield* send("session.update", {
        session: { type: "realtime", instructions: "Be brief.", audio: { input: { turn_detection: null } } }
      })
      const { session: updated } = yield* expect("session.updated")
      assert.deepStrictEqual(updated, {
        ...created,
        type: "realtime",
        instructions: "Be brief.",
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 24_000 },
            transcription: null,
            noise_reduction: null,
            turn_detection: null
          },
          output: { format: { type: "audio/pcm", rate: 24_000 }, voice: "alloy", speed: 1 }
        }
      })
      assert.strictEqual(created.type === "realtime" && created.model, "gpt-realtime-2")
    })
  )
})

describe("(1) text response", () => {
  it.effect("typed text is answered in the documented order, and its deltas join to the text", () =>
    Effect.gen(function* () {
      const { expect, send, until } = yield* connect(scripted)
      yield* expect("session.created")
      yield* send("session.update", { session: { type: "realtime", output_modalities: ["text"] } })
      yield* send("conversation.item.create", { item: user("What time is it?") })
      yield* send("response.create", {})
      const events = yield* until("response.done")
      assert.deepStrictEqual(outline(events), [
        "session.updated",
        "conversation.item.added",
        "conversation.item.done",
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_text.delta xN",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done"
      ])
      const said = "It is noon, as always."
      assert.strictEqual(
        all(events, "response.output_text.delta")
          .map(({ delta }) => delta)
          .join(""),
        said
      )
      assert.strictEqual(only(events, "response.output_text.done").text, said)
      assert.deepStrictEqual(only(events, "response.content_part.added").part, { type: "text", text: "" })
      assert.deepStrictEqual(only(events, "response.content_part.done").part, { type: "text", text: said })
      const { response } = only(events, "response.done")
      assert.strictEqual(response.status, "completed")
      assert.strictEqual(response.status_details, null)
      const { item } = only(events, "response.output_item.done")
      assert.deepStrictEqual(response.output, [item])
      assert.deepStrictEqual("content" in item && item.content, [{ type: "output_text", text: said }])
      assert.deepStrictEqual(all(events, "conversation.item.done")[1]?.item, item)
      assert.deepStrictEqual(all(events, "response.created")[0]?.response.usage, null)
    })
  )
})

describe("(2) audio response", () => {
  it.effect("the recorded voice comes whole in deltas of 100 ms, with its words slightly ahead", () =>
    Effect.gen(function* () {
      const { expect, send, until } = yield* connect(scripted)
      yield* expect("session.created")
      yield* send("response.create", {})
      const events = yield* until("response.done")
      const deltas = events.filter(({ type }) => type.endsWith(".delta"))
      assert.deepStrictEqual(outline(events.filter((each) => !deltas.includes(each))), [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done"
      ])
      assert.strictEqual(deltas[0]?.type, "response.output_audio_transcript.delta")
      assert.strictEqual(deltas.at(-1)?.type, "response.output_audio.delta")
      assert.deepStrictEqual(audioOf(events), voice)
      assert.strictEqual(all(events, "response.output_audio.delta").length, 8)
      const { item } = only(events, "response.output_item.done")
      assert.deepStrictEqual("content" in item && item.content, [
        { type: "output_audio", transcript: "It is noon, as always." }
      ])
    })
  )
})

describe("(1) and (2) mixed", () => {
  it.effect(
    "a message may have a part that is written and one that is spoken, each with its events and its index",
    () =>
      Effect.gen(function* () {
        const engine = Engine.scripted({ turns: [{ write: "12:00", say: "It is noon, as always.", voice }] })
        const { expect, send, until } = yield* connect(engine)
        yield* expect("session.created")
        yield* send("response.create", {})
        const events = yield* until("response.done")
        const spoken = /^response\.output_audio(_transcript)?\.delta$/
        assert.deepStrictEqual(outline(events.filter(({ type }) => !spoken.test(type))), [
          "response.created",
          "response.output_item.added",
          "conversation.item.added",
          "response.content_part.added",
          "response.output_text.delta",
          "response.output_text.done",
          "response.content_part.done",
          "response.content_part.added",
          "response.output_audio.done",
          "response.output_audio_transcript.done",
          "response.content_part.done",
          "response.output_item.done",
          "conversation.item.done",
          "response.done"
        ])
        assert.deepStrictEqual(
          all(events, "response.content_part.done").map(({ content_index, part }) => [content_index, part]),
          [
            [0, { type: "text", text: "12:00" }],
            [1, { type: "audio", transcript: "It is noon, as always." }]
          ]
        )
        assert.deepStrictEqual(audioOf(events), voice)
        assert.deepStrictEqual(
          events
            .flatMap((each) => (spoken.test(each.type) && "content_index" in each ? [each.content_index] : []))
            .toSorted()
            .at(0),
          1
        )
        const { response } = only(events, "response.done")
        const [item] = response.output ?? []
        assert.deepStrictEqual(item !== undefined && "content" in item && item.content, [
          { type: "output_text", text: "12:00" },
          { type: "output_audio", transcript: "It is noon, as always." }
        ])
        const item_id = item !== undefined && "id" in item ? (item.id ?? "") : ""
        yield* send("conversation.item.truncate", { item_id, content_index: 0, audio_end_ms: 0 })
        assert.strictEqual((yield* expect("error")).error.code, "unsupported_content_type")
        yield* send("conversation.item.truncate", { item_id, content_index: 1, audio_end_ms: 200 })
        assert.deepInclude(yield* expect("conversation.item.truncated"), {
          item_id,
          content_index: 1,
          audio_end_ms: 200
        })
      })
  )

  it.effect("spoken words stand beside written ones, and a text response has both as text", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(Engine.scripted({ turns: [{ write: "12:00", say: "It is noon." }] }))
      yield* send("response.create", {})
      const spoken = yield* until("response.done")
      assert.strictEqual(only(spoken, "response.output_text.done").text, "12:00")
      assert.strictEqual(only(spoken, "response.output_audio_transcript.done").transcript, "It is noon.")
      assert.isAbove(audioOf(spoken).length, 0)
      yield* send("response.create", { response: { output_modalities: ["text"] } })
      const written = yield* until("response.done")
      assert.strictEqual(only(written, "response.output_text.done").text, "12:00\n\nIt is noon.")
    })
  )
})

describe("(3) server_vad turn with transcription", () => {
  const speech = tone(1000)
  const turn = joined([silence(500), speech, silence(900)])

  it.effect("a spoken turn is found, committed, answered and transcribed", () =>
    Effect.gen(function* () {
      const { append, expect, send, until } = yield* connect(scripted)
      yield* expect("session.created")
      yield* send("session.update", {
        session: { type: "realtime", audio: { input: { transcription: { model: "whisper-1" } } } }
      })
      yield* expect("session.updated")
      yield* append(turn)
      const started = yield* expect("input_audio_buffer.speech_started")
      const stopped = yield* expect("input_audio_buffer.speech_stopped")
      const committed = yield* expect("input_audio_buffer.committed")
      assert.strictEqual(stopped.item_id, started.item_id)
      assert.strictEqual(committed.item_id, started.item_id)
      assert.strictEqual(committed.previous_item_id, null)
      const added = yield* expect("conversation.item.added")
      assert.deepStrictEqual(added.item, {
        id: started.item_id ?? "",
        type: "message",
        role: "user",
        status: "completed",
        content: [{ type: "input_audio", transcript: null }]
      })
      const done = yield* expect("conversation.item.done")
      assert.deepStrictEqual(done.item, added.item)
      assert.strictEqual(done.previous_item_id, null)
      yield* expect("response.created")
      const rest = yield* until("response.done")
      const completed = only(rest, "conversation.item.input_audio_transcription.completed")
      assert.strictEqual(completed.item_id, started.item_id)
      assert.strictEqual(completed.transcript, "What time is it?")
      assert.deepStrictEqual(completed.usage, { type: "duration", seconds: 2 })
      const pieces = all(rest, "conversation.item.input_audio_transcription.delta")
      assert.strictEqual(pieces.map(({ delta }) => delta).join(""), completed.transcript)
      assert.deepStrictEqual(all(rest, "conversation.item.added")[0]?.previous_item_id, started.item_id)
    })
  )

  it.effect("the echo engine gives back the detected segment sample for sample", () =>
    Effect.gen(function* () {
      const { append, expect, until } = yield* connect(Engine.echo)
      yield* expect("session.created")
      yield* append(turn)
      const started = yield* expect("input_audio_buffer.speech_started")
      const stopped = yield* expect("input_audio_buffer.speech_stopped")
      const events = yield* until("response.done")
      assert.deepStrictEqual(
        audioOf(events),
        turn.subarray(Number(started.audio_start_ms) * 24, Number(stopped.audio_end_ms) * 24)
      )
    })
  )

  it.effect("human speech is cut at its start less the padding and at its end plus the silence", () =>
    Effect.gen(function* () {
      const { append, expect, send, until } = yield* connect(Engine.echo)
      yield* expect("session.created")
      const turn_detection = { type: "server_vad", prefix_padding_ms: 200, silence_duration_ms: 400 } as const
      yield* send("session.update", { session: { type: "realtime", audio: { input: { turn_detection } } } })
      yield* expect("session.updated")
      const spoken = joined([silence(500), recording("librivox-0880"), silence(1000)])
      yield* append(spoken)
      const audio_start_ms = Number((yield* expect("input_audio_buffer.speech_started")).audio_start_ms)
      const audio_end_ms = Number((yield* expect("input_audio_buffer.speech_stopped")).audio_end_ms)
      assert.closeTo(audio_start_ms + 200, 500 + 260, 150)
      assert.closeTo(audio_end_ms - 400, 500 + 2790, 150)
      assert.deepStrictEqual(
        audioOf(yield* until("response.done")),
        spoken.subarray(audio_start_ms * 24, audio_end_ms * 24)
      )
    })
  )

  it.effect("a turn is committed and not answered without create_response", () =>
    Effect.gen(function* () {
      const { append, expect, send } = yield* connect(scripted)
      yield* expect("session.created")
      yield* send("session.update", {
        session: {
          type: "realtime",
          audio: { input: { turn_detection: { type: "server_vad", create_response: false } } }
        }
      })
      yield* expect("session.updated")
      yield* append(turn)
      yield* expect("input_audio_buffer.speech_started")
      yield* expect("input_audio_buffer.speech_stopped")
      yield* expect("input_audio_buffer.committed")
      yield* expect("conversation.item.added")
      yield* expect("conversation.item.done")
      yield* send("input_audio_buffer.clear", {})
      yield* expect("input_audio_buffer.cleared")
    })
  )

  it.effect("semantic_vad gives the same events, and waits longer for silence if it is less eager", () =>
    Effect.gen(function* () {
      const waits: Array<number> = []
      for (const eagerness of ["high", "medium", "auto", "low"] as const) {
        const { append, expect, send, until } = yield* connect(scripted)
        yield* expect("session.created")
        const turn_detection = { type: "semantic_vad", eagerness } as const
        yield* send("session.update", { session: { type: "realtime", audio: { input: { turn_detection } } } })
        yield* expect("session.updated")
        yield* append(joined([silence(500), speech, silence(1500)]))
        const events = yield* until("response.done")
        assert.deepStrictEqual(outline(events).slice(0, 6), [
          "input_audio_buffer.speech_started",
          "input_audio_buffer.speech_stopped",
          "input_audio_buffer.committed",
          "conversation.item.added",
          "conversation.item.done",
          "response.created"
        ])
        waits.push(Number(only(events, "input_audio_buffer.speech_stopped").audio_end_ms) - 1500)
      }
      for (const [at, ms] of [300, 600, 600, 1200].entries()) assert.closeTo(waits[at] ?? 0, ms, 30)
    })
  )

  it.effect("two turns follow each other, and their offsets count all audio of the session", () =>
    Effect.gen(function* () {
      const { append, expect, until } = yield* connect(Engine.echo)
      yield* expect("session.created")
      yield* append(turn)
      yield* until("response.done")
      yield* append(turn)
      const started = yield* expect("input_audio_buffer.speech_started")
      assert.strictEqual(started.audio_start_ms, 2400 + 500 - 300)
      const events = yield* until("conversation.item.added")
      assert.strictEqual(only(events, "input_audio_buffer.committed").previous_item_id === null, false)
    })
  )
})

describe("(4) push to talk", () => {
  const manual = Effect.gen(function* () {
    const session = yield* connect(Engine.echo)
    yield* session.expect("session.created")
    yield* session.send("session.update", {
      session: { type: "realtime", audio: { input: { turn_detection: null } } }
    })
    yield* session.expect("session.updated")
    return session
  })

  it.effect("a commit makes an item of all appended audio, and only response.create makes a response", () =>
    Effect.gen(function* () {
      const { append, expect, send, until } = yield* manual
      const spoken = tone(1234)
      yield* append(spoken)
      yield* send("input_audio_buffer.commit", {})
      const { item_id } = yield* expect("input_audio_buffer.committed")
      const { item } = yield* expect("conversation.item.added")
      assert.strictEqual("id" in item && item.id, item_id)
      yield* expect("conversation.item.done")
      yield* send("response.create", {})
      yield* expect("response.created")
      assert.deepStrictEqual(audioOf(yield* until("response.done")), spoken)
    })
  )

  it.effect("a commit of less than 100 ms is refused, and the audio stays", () =>
    Effect.gen(function* () {
      const { append, expect, send } = yield* manual
      yield* append(tone(99))
      yield* send("input_audio_buffer.commit", { event_id: "mine" })
      const { error } = yield* expect("error")
      assert.strictEqual(error.code, "input_audio_buffer_commit_empty")
      assert.strictEqual(error.event_id, "mine")
      yield* append(tone(1))
      yield* send("input_audio_buffer.commit", {})
      yield* expect("input_audio_buffer.committed")
    })
  )

  it.effect("a clear drops the uncommitted audio", () =>
    Effect.gen(function* () {
      const { append, expect, send } = yield* manual
      yield* append(tone(500))
      yield* send("input_audio_buffer.clear", {})
      yield* expect("input_audio_buffer.cleared")
      yield* send("input_audio_buffer.commit", {})
      assert.strictEqual((yield* expect("error")).error.code, "input_audio_buffer_commit_empty")
    })
  )

  it("messages of gpt-realtime-2 and later have a phase, and those of other models have none", () => {
    const phases = (model: string, phase?: "commentary") => {
      const bench = new Bench({ model })
      bench.send({ type: "response.create" })
      if (phase !== undefined) bench.chunk({ _tag: "Message", phase })
      bench.chunk({ _tag: "Written", text: "Hello." })
      bench.end()
      return all(bench.sent, "conversation.item.done").map(({ item }) => ("phase" in item ? item.phase : undefined))
    }
    for (const model of ["gpt-realtime-2", "gpt-realtime-2.1", "gpt-realtime-2.1-mini", "gpt-realtime-3"]) {
      assert.deepStrictEqual(phases(model), ["final_answer"])
    }
    assert.deepStrictEqual(phases("gpt-realtime-2.1", "commentary"), ["commentary"])
    for (const model of ["gpt-realtime", "gpt-realtime-2025-08-28", "gpt-realtime-mini"]) {
      assert.deepStrictEqual(phases(model), [undefined])
    }
  })
})
