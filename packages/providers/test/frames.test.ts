/** The frames that a server with a dialect sent, each with what becomes of it in GA. */
import { asReceived } from "@antiphon/core"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { azureVoiceLive, inworld, localai, qwen, speaches, xai } from "@antiphon/providers"
import { changed, shown, through } from "./through.ts"

const one = async (provider: Parameters<typeof through>[0], frame: object) => {
  const { received } = await through(provider, { frames: [frame] })
  expect(received).toHaveLength(1)
  const [decoded] = received
  if (decoded?._tag !== "Malformed") expect(asReceived(decoded?.event)).toEqual(frame)
  return decoded
}

describe("xAI", () => {
  const grok = xai({ key: "xai-1" })

  it("a flat session without a type opens", async () => {
    const frame = {
      type: "session.created",
      event_id: "1",
      session: {
        id: "s",
        object: "realtime.session",
        voice: "ara",
        modalities: ["audio"],
        turn_detection: { type: null },
        tools: [],
        model: "grok-voice-latest"
      }
    }
    const decoded = await one(grok, frame)
    expect(shown(decoded)).toMatchObject({
      tag: "Known",
      event: {
        session: {
          type: "realtime",
          id: "s",
          output_modalities: ["audio"],
          audio: { input: { turn_detection: null }, output: { voice: "ara" } }
        }
      }
    })
    expect(changed(decoded)).toEqual(["session"])
  })
  it("a model that the server does not know is an issue of the greeting, since the server serves another without a word", async () => {
    const frame = { type: "session.created", session: { id: "s", model: "grok-voice-latest" } }
    expect(changed(await one(xai({ key: "xai-1", model: "grok-9" }), frame))).toContain("session.model")
  })
  it.each([
    {
      type: "response.created",
      event_id: "2",
      response: {
        id: "r",
        object: "realtime.response",
        output: [],
        status: "in_progress",
        status_details: "unimplemented",
        usage: {}
      }
    },
    {
      type: "response.output_item.added",
      event_id: "3",
      response_id: "r",
      output_index: 0,
      item: { id: "i", object: "realtime.item", type: "message", status: "in_progress", role: "assistant" }
    },
    {
      type: "response.content_part.done",
      event_id: "4",
      item_id: "i",
      response_id: "r",
      content_index: 0,
      output_index: 0
    },
    {
      type: "response.function_call_arguments.delta",
      event_id: "5",
      item_id: "i",
      response_id: "r",
      call_id: "c",
      delta: "{}"
    },
    { type: "response.function_call_arguments.done", item_id: "i", response_id: "r", call_id: "c", arguments: "{}" },
    { type: "input_audio_buffer.speech_started", item_id: "i" },
    { type: "conversation.item.input_audio_transcription.completed", item_id: "i", transcript: "Hello?" },
    { type: "error", code: "invalid", message: "no" },
    { type: "error", event_id: null, error: { message: "no", event_id: null } }
  ])("$type counts", async (frame) => {
    expect((await one(grok, frame))?._tag).toBe("Known")
  })
  it("usage beside a response is its usage", async () => {
    const frame = {
      type: "response.done",
      response: { id: "r", status: "completed", output: [] },
      usage: { total_tokens: 9, grok_tokens: 9, billable_audio_seconds: 2 }
    }
    const decoded = await one(grok, frame)
    expect(shown(decoded)).toMatchObject({ event: { response: { usage: { total_tokens: 9, grok_tokens: 9 } } } })
    expect(changed(decoded)).toEqual(["usage"])
  })
  it("a transcript that repeats itself grows by what is new, and words that are taken back come when it is complete", async () => {
    const type = "conversation.item.input_audio_transcription.updated"
    const frames = ["Hel", "Hello", "Yellow", "Hello there"].map((transcript) => ({
      type,
      item_id: "i",
      content_index: 0,
      transcript
    }))
    const { received } = await through(grok, { frames })
    expect(received.map((each) => each._tag === "Known" && "delta" in each.event && each.event.delta)).toEqual([
      "Hel",
      "lo",
      "",
      " there"
    ])
    expect(received.map(changed)).toEqual([["transcript"], ["transcript"], ["transcript"], ["transcript"]])
  })
  it("a ping stays an unknown event", async () => {
    expect((await one(grok, { type: "ping", event_id: "7", timestamp: 1785214084929 }))?._tag).toBe("Unknown")
  })
  it("a session is configured in its own words", async () => {
    const { sent } = await through(grok, {
      events: [
        {
          type: "session.update",
          session: {
            type: "realtime",
            instructions: "Be brief.",
            audio: {
              input: { turn_detection: null, format: { type: "audio/pcm", rate: 24000 } },
              output: { voice: "eve" }
            }
          }
        }
      ]
    })
    expect(sent).toEqual([
      {
        type: "session.update",
        session: {
          instructions: "Be brief.",
          voice: "eve",
          turn_detection: { type: null },
          audio: { input: { format: { type: "audio/pcm", rate: 24000 } } },
          resumption: { enabled: true }
        }
      }
    ])
  })
  it("an answer in text is refused at once, with the event's id and what to do", async () => {
    const { received, sent } = await through(grok, {
      answers: 2,
      events: [
        { type: "session.update", event_id: "e1", session: { type: "realtime", output_modalities: ["text"] } },
        { type: "response.create", event_id: "e2", response: { output_modalities: ["text"] } }
      ]
    })
    expect(sent).toEqual([])
    expect(received.map(shown)).toMatchObject([
      { event: { type: "error", error: { event_id: "e1", param: "session.output_modalities" } } },
      { event: { type: "error", error: { event_id: "e2", param: "response.output_modalities" } } }
    ])
    expect(JSON.stringify(received.map(shown))).toContain("xai always answers in audio. Leave output_modalities out")
  })
  it("a connection that continues a conversation does not say its items twice", async () => {
    const session = grok.session()
    const began = [
      { type: "conversation.created", conversation: { id: "conv_1" } },
      { type: "conversation.item.added", item: { id: "item_1", type: "message", role: "user", content: [] } }
    ]
    const item = { id: "item_1", type: "message", role: "user", content: [{ type: "input_text", text: "Hi" }] } as const
    const other = { ...item, id: "item_2" }
    const again = { type: "conversation.item.create", item } as const
    await through(grok, { frames: began }, session)
    const next = Result.getOrThrow(session.endpoint())
    expect(next.query).toEqual({ conversation_id: "conv_1" })
    const script = { events: [again, { ...again, item: other }] }
    const resumed = await through(grok, { ...script, frames: began.slice(0, 1), answers: 2 }, session)
    expect(resumed.sent).toEqual([{ ...again, item: other }])
    expect(resumed.received.slice(1).map(shown)).toMatchObject([
      { tag: "Known", event: { type: "conversation.item.added", item } },
      { tag: "Known", event: { type: "conversation.item.done", item } }
    ])
    const forgotten = [{ type: "conversation.created", conversation: { id: "conv_2" } }]
    expect((await through(grok, { ...script, frames: forgotten }, session)).sent).toHaveLength(2)
    expect(Result.getOrThrow(grok.session().endpoint()).query).toEqual({})
  })
})

describe("Azure Voice Live", () => {
  const live = azureVoiceLive({ resource: "r", key: "k", model: "gpt-realtime" })
  it("a session whose voice is an object opens", async () => {
    const decoded = await one(live, {
      type: "session.created",
      event_id: "8",
      session: {
        id: "s",
        model: "gpt-realtime",
        modalities: ["audio"],
        voice: { name: "alloy", type: "openai" },
        input_audio_format: "pcm16",
        turn_detection: { type: "server_vad" },
        tools: []
      }
    })
    expect(shown(decoded)).toMatchObject({
      tag: "Known",
      event: { session: { type: "realtime", audio: { output: { voice: "alloy" } } } }
    })
    expect(changed(decoded)).toContain("session.voice")
  })
  it("a voice of Azure is an object on the wire, and one of OpenAI a name", async () => {
    const voices = ["en-US-AvaNeural", "alloy"]
    const { sent } = await through(live, {
      events: voices.map(
        (voice) => ({ type: "session.update", session: { type: "realtime", audio: { output: { voice } } } }) as const
      )
    })
    expect(sent.map(({ session }) => session)).toEqual([
      { voice: { type: "azure-standard", name: "en-US-AvaNeural" } },
      { voice: "alloy" }
    ])
  })
  it("visemes and the like stay unknown events", async () => {
    expect((await one(live, { type: "response.animation_viseme.delta", viseme_id: 4 }))?._tag).toBe("Unknown")
  })
})

describe("Qwen-Omni", () => {
  it("a transcript grows by what is certain", async () => {
    const frame = (text: string, stash: string) => ({
      type: "conversation.item.input_audio_transcription.text",
      event_id: "10",
      item_id: "i",
      content_index: 0,
      text,
      stash,
      language: "zh"
    })
    const { received } = await through(qwen({ key: "k", model: "m" }), {
      frames: [frame("", "今天"), frame("今天", "天气")]
    })
    expect(received.map(shown)).toMatchObject([
      { tag: "Known", event: { type: "conversation.item.input_audio_transcription.delta", delta: "" } },
      { tag: "Known", event: { delta: "今天" } }
    ])
    expect(changed(received[0])).toEqual(["text", "stash"])
  })
  it("a truncation is refused, since it is ignored there", async () => {
    const { received, sent } = await through(qwen({ key: "k", model: "m" }), {
      answers: 1,
      events: [{ type: "conversation.item.truncate", event_id: "e", item_id: "i", content_index: 0, audio_end_ms: 9 }]
    })
    expect([sent.length, received.length]).toEqual([0, 1])
    expect(shown(received[0])).toMatchObject({ event: { error: { event_id: "e", code: "unsupported_by_provider" } } })
  })
})

describe("LocalAI", () => {
  it.each([
    {
      type: "response.output_audio.delta",
      response_id: "r",
      item_id: "i",
      output_index: 0,
      content_index: 0,
      delta: "AAAA"
    },
    { type: "error", event_id: "9", error: { code: "invalid_value", message: "Session update error" } }
  ])("$type counts", async (frame) => {
    expect((await one(localai({ model: "m" }), frame))?._tag).toBe("Known")
  })
  it("content of the beta's kinds has GA's names", async () => {
    const decoded = await one(inworld({ key: "k" }), {
      type: "conversation.item.done",
      item: { id: "i", type: "message", role: "assistant", content: [{ type: "audio", transcript: "Hi" }] }
    })
    expect(shown(decoded)).toMatchObject({ event: { item: { content: [{ type: "output_audio", transcript: "Hi" }] } } })
    expect(changed(decoded)).toEqual(["item.content.0.type"])
  })
})

describe("Speaches", () => {
  it("is not asked for what it refuses to set", async () => {
    const { sent } = await through(speaches({ model: "m" }), {
      events: [
        {
          type: "session.update",
          session: {
            type: "realtime",
            instructions: "Be brief.",
            audio: {
              input: {
                format: { type: "audio/pcm", rate: 24000 },
                turn_detection: { type: "server_vad", prefix_padding_ms: 300, threshold: 0.5 }
              }
            }
          }
        }
      ]
    })
    expect(sent[0]?.["session"]).toEqual({
      instructions: "Be brief.",
      turn_detection: { type: "server_vad", threshold: 0.5 }
    })
  })
})
