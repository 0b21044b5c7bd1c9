import { compatible, Engine } from "@antiphon/server"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

export const engine = Layer.succeed(
  Engine,
  compatible({
    chat: { baseUrl: "http://127.0.0.1:11434/v1", model: "qwen3" },
    transcription: { baseUrl: "http://127.0.0.1:8000/v1", model: "whisper-small" },
    speech: { baseUrl: "https://api.openai.com/v1", model: "gpt-4o-mini-tts", apiKey: Redacted.make("sk-…") }
  })
)
