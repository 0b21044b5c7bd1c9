import { describe, expect, it } from "vitest"
import { Beta, ClientEvent, ServerEvent } from "@antiphon/core"

const { fromGa, toGa } = Beta
const created = { type: "session.created", event_id: "e" } as const

/** A beta `session.created` with any session that decodes. */
const createdWith = (session: object) => {
  const decoded = Beta.ServerEvent.decodeValue({ ...created, session })
  if (decoded._tag === "Malformed") throw decoded.error
  return decoded.event
}
const dotted = (step: Beta.Step<unknown>) => step.lost.map(({ path }) => path.join("."))

describe("the fields that have another name or place", () => {
  const session = {
    id: "sess_1",
    object: "realtime.session",
    model: "gpt-4o-realtime-preview",
    modalities: ["text", "audio"],
    instructions: "Be brief.",
    voice: "verse",
    speed: 1.1,
    input_audio_format: "pcm16",
    output_audio_format: "g711_ulaw",
    input_audio_transcription: { model: "whisper-1" },
    input_audio_noise_reduction: null,
    turn_detection: { type: "server_vad", threshold: 0.5, silence_duration_ms: 200 },
    tools: [{ type: "function", name: "weather", parameters: {} }],
    tool_choice: "auto",
    max_response_output_tokens: "inf",
    new_field: 1
  } as const

  it("a session nests its audio and gets a type", () => {
    const step = toGa(
      Beta.initial,
      Beta.ServerEvent.make("session.created", { event_id: "e", session: { ...session, temperature: 0.8 } })
    )
    expect(step.events).toEqual([
      {
        type: "session.created",
        event_id: "e",
        session: {
          type: "realtime",
          id: "sess_1",
          object: "realtime.session",
          model: "gpt-4o-realtime-preview",
          output_modalities: ["audio"],
          instructions: "Be brief.",
          audio: {
            input: {
              format: { type: "audio/pcm", rate: 24_000 },
              transcription: { model: "whisper-1" },
              noise_reduction: null,
              turn_detection: session.turn_detection
            },
            output: { format: { type: "audio/pcmu" }, voice: "verse", speed: 1.1 }
          },
          tools: session.tools,
          tool_choice: "auto",
          max_output_tokens: "inf",
          new_field: 1
        }
      }
    ])
    expect(step.lost).toEqual([{ path: ["session", "temperature"], reason: "GA has no such field" }])
  })

  it("a transcription session becomes a session of that type, and back", () => {
    const event = Beta.ClientEvent.make("transcription_session.update", {
      session: {
        input_audio_format: "g711_alaw",
        input_audio_transcription: { model: "gpt-4o-transcribe", language: "en" },
        turn_detection: null,
        include: ["item.input_audio_transcription.logprobs"]
      }
    })
    const [ga] = toGa(Beta.initial, event).events
    expect(ga).toEqual({
      type: "session.update",
      session: {
        type: "transcription",
        include: ["item.input_audio_transcription.logprobs"],
        audio: {
          input: {
            format: { type: "audio/pcma" },
            transcription: { model: "gpt-4o-transcribe", language: "en" },
            turn_detection: null
          }
        }
      }
    })
    expect(ga === undefined ? [] : fromGa(Beta.initial, ga).events).toEqual([event])
  })

  it("fields that the beta does not have are reported, path by path", () => {
    const update = ClientEvent.make("session.update", {
      session: {
        type: "realtime",
        truncation: "disabled",
        reasoning: { effort: "low" },
        parallel_tool_calls: true,
        prompt: { id: "pmpt_1" },
        include: [],
        tools: [
          { type: "mcp", server_label: "docs" },
          { type: "function", name: "f" }
        ],
        tool_choice: { type: "mcp", server_label: "docs" },
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 16_000 },
            noise_reduction: { type: "near_field", strength: 2 },
            transcription: { model: "gpt-transcribe", keywords: ["Effect"] }
          },
          output: { voice: { id: "voice_1" } }
        }
      }
    })
    const step = fromGa(Beta.initial, update)
    expect(dotted(step).sort()).toEqual([
      "session.audio.input.format.rate",
      "session.audio.input.noise_reduction.strength",
      "session.audio.input.transcription.keywords",
      "session.audio.output.voice",
      "session.include",
      "session.parallel_tool_calls",
      "session.prompt",
      "session.reasoning",
      "session.tool_choice",
      "session.tools.0",
      "session.truncation"
    ])
    expect(step.events).toEqual([
      {
        type: "session.update",
        session: {
          tools: [{ type: "function", name: "f" }],
          input_audio_format: "pcm16",
          input_audio_noise_reduction: { type: "near_field" },
          input_audio_transcription: { model: "gpt-transcribe" }
        }
      }
    ])
  })

  it("a picture is lost in the beta, a reference among the parts in GA, and the rest of the message stays", () => {
    const seen = fromGa(
      Beta.initial,
      ClientEvent.make("conversation.item.create", {
        item: {
          type: "message",
          role: "user",
          content: [
            { type: "input_image", image_url: "data:image/png;base64,AA==" },
            { type: "input_text", text: "What is this?" }
          ]
        }
      })
    )
    expect(seen.lost).toEqual([{ path: ["item", "content", 0], reason: "the beta has no images" }])
    expect(seen.events).toMatchObject([{ item: { content: [{ type: "input_text", text: "What is this?" }] } }])
    const referred = toGa(
      Beta.initial,
      Beta.ClientEvent.make("response.create", {
        response: {
          input: [
            { type: "message", role: "user", content: [{ type: "item_reference", id: "item_1" }] },
            { type: "item_reference", id: "item_2" },
            { type: "message", role: "assistant", content: [{ type: "text", text: "Hello." }] }
          ],
          temperature: 0.7,
          max_response_output_tokens: 50
        }
      })
    )
    expect(dotted(referred)).toEqual(["response.temperature", "response.input.0.content.0"])
    expect(referred.events).toEqual([
      {
        type: "response.create",
        response: {
          input: [
            { type: "message", role: "user", content: [] },
            { type: "item_reference", id: "item_2" },
            { type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello." }] }
          ],
          max_output_tokens: 50
        }
      }
    ])
  })

  it("keys that neither dialect names keep their place inside the audio settings", () => {
    const event = JSON.parse(
      '{"type":"session.update","session":{"type":"realtime","audio":{"room":"hall","input":{"gain":2,"turn_detection":null},"output":{"pan":1}}}}'
    )
    const [beta] = fromGa(Beta.initial, event).events
    expect(beta).toEqual({
      type: "session.update",
      session: { audio: { room: "hall", input: { gain: 2 }, output: { pan: 1 } }, turn_detection: null }
    })
    expect(beta === undefined ? [] : toGa(Beta.initial, beta).events).toEqual([event])
  })

  it.each([
    ["session.modalities", "session.output_modalities"],
    ["session.voice", "session.audio.output.voice"],
    ["session.speed", "session.audio.output.speed"],
    ["session.input_audio_format", "session.audio.input.format"],
    ["session.output_audio_format", "session.audio.output.format"],
    ["session.input_audio_transcription.model", "session.audio.input.transcription.model"],
    ["session.input_audio_noise_reduction.type", "session.audio.input.noise_reduction.type"],
    ["session.turn_detection.eagerness", "session.audio.input.turn_detection.eagerness"],
    ["session.max_response_output_tokens", "session.max_output_tokens"],
    ["response.modalities[0]", "response.output_modalities[0]"],
    ["response.voice", "response.audio.output.voice"],
    ["response.output_audio_format", "response.audio.output.format"],
    ["response.max_response_output_tokens", "response.max_output_tokens"],
    ["session.voices", "session.voices"],
    ["session.tools[0].name", "session.tools[0].name"],
    ["item.content[0].type", "item.content[0].type"],
    [null, null]
  ])("an error that names %s in the beta names %s in GA", (beta, ga) => {
    const error = (param: string | null) =>
      ServerEvent.make("error", { event_id: "e", error: { type: "invalid_request_error", message: "no", param } })
    expect(toGa(Beta.initial, error(beta)).events).toEqual([error(ga)])
    expect(fromGa(Beta.initial, error(ga)).events).toEqual([error(beta)])
  })

  it.each([
    ["audio", { audio: "loud", voice: "verse" }, { audio: { output: { voice: "verse" } } }],
    ["audio", { audio: null }, { audio: {} }],
    ["audio.input", { audio: { input: [], output: { pan: 1 } } }, { audio: { input: {}, output: { pan: 1 } } }],
    ["type", { type: "transcription" }, {}]
  ])("a key of GA's, %s, that a beta session holds in another shape is lost", (path, session, ga) => {
    const step = toGa(Beta.initial, createdWith(session))
    expect(step.events).toEqual([{ ...created, session: { ...ga, type: "realtime" } }])
    expect(dotted(step)).toEqual([`session.${path}`])
  })

  it("a beta session that has GA's own type loses nothing", () => {
    const step = toGa(Beta.initial, createdWith({ type: "realtime" }))
    expect(step).toMatchObject({ events: [{ session: { type: "realtime" } }], lost: [] })
  })

  it("a session of a kind that neither names keeps all but its type", () => {
    const event = JSON.parse('{"type":"session.created","event_id":"e","session":{"type":"karaoke","key":"C"}}')
    const step = fromGa(Beta.initial, event)
    expect(step.events).toEqual([{ type: "session.created", event_id: "e", session: { key: "C" } }])
    expect(dotted(step)).toEqual(["session.type"])
  })

  it("an event that neither names passes through, the same object", () => {
    const event = JSON.parse('{"type":"response.hologram.delta","light":1}')
    expect(toGa(Beta.initial, event).events[0]).toBe(event)
    expect(fromGa(Beta.initial, event).events[0]).toBe(event)
  })
})
