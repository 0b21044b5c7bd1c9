import { describe, expect, it } from "vitest"
import { ServerEvent } from "@antiphon/core"
import { fuzz } from "./fuzz.ts"

describe("decode never throws, never hangs, loses nothing", () => {
  it("20,000 bent frames decode", () => {
    const outcomes = fuzz(20_000, 1)
    expect(Object.keys(outcomes).sort()).toEqual(["Known", "Malformed", "Unknown"])
    expect(outcomes["Known"]).toBeGreaterThan(500)
  })

  it("a frame of 16 MiB decodes, be it audio, brackets, or nothing but quotes", () => {
    const size = 16 * 1024 * 1024
    const audio = `{"type":"response.output_audio.delta","event_id":"e","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"${"A".repeat(size)}"}`
    expect(ServerEvent.decode(audio)._tag).toBe("Known")
    expect(ServerEvent.decode("[".repeat(size))).toMatchObject({ _tag: "Malformed", error: { reason: "TooDeep" } })
    expect(ServerEvent.decode('"'.repeat(size))._tag).toBe("Malformed")
    expect(ServerEvent.decode(`"${"\\".repeat(size)}"`)._tag).toBe("Malformed")
  })

  it("keys that name prototypes stay data", () => {
    const frame =
      '{"type":"input_audio_buffer.cleared","event_id":"e","__proto__":{"polluted":true},"constructor":null}'
    const decoded = ServerEvent.decode(frame)
    expect(decoded._tag === "Known" && ServerEvent.encode(decoded.event)).toBe(frame)
    expect(Reflect.get({}, "polluted")).toBeUndefined()
  })

  it("the last of two equal keys counts, as in JSON.parse", () => {
    const frame = '{"type":"error","type":"input_audio_buffer.cleared","event_id":"e"}'
    expect(ServerEvent.decode(frame)).toMatchObject({ _tag: "Known", event: { type: "input_audio_buffer.cleared" } })
  })
})
