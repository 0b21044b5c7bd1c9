import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { heard, initial, type Model, received, spoken } from "../src/demo/Model.ts"
import { addSamples, level, type Track } from "../src/demo/Track.ts"
import { cut, printable, widthOf, wrap } from "../src/view/format.ts"
import { Pieces } from "../src/view/Pieces.ts"
import { metersLine } from "../src/talk/TalkView.ts"
import { LineBreaks } from "../src/view/LineBreaks.ts"
import { lines } from "../src/view/lines.ts"
import { bar, meter } from "../src/view/meter.ts"
import { type Palette, screen } from "../src/view/screen.ts"

const plain = (text: string) => text
const unpainted: Palette = { dim: plain, strong: plain, user: plain, assistant: plain, warning: plain }

const tone = (ms: number, amplitude: number) =>
  Int16Array.from({ length: ms * 24 }, (_, index) => amplitude * (index % 2 === 0 ? 1 : -1))

const session = {
  type: "realtime",
  id: "sess_1",
  audio: { input: { turn_detection: { type: "server_vad", prefix_padding_ms: 300, silence_duration_ms: 500 } } }
} as const

const events: ReadonlyArray<ServerEvent> = [
  ServerEvent.make("session.created", { event_id: "e1", session }),
  ServerEvent.make("input_audio_buffer.speech_started", { event_id: "e2", item_id: "item_1", audio_start_ms: 700 }),
  ServerEvent.make("input_audio_buffer.speech_stopped", { event_id: "e3", item_id: "item_1", audio_end_ms: 3500 }),
  ServerEvent.make("input_audio_buffer.committed", { event_id: "e4", item_id: "item_1", previous_item_id: null }),
  ServerEvent.make("conversation.item.input_audio_transcription.completed", {
    event_id: "e5",
    item_id: "item_1",
    content_index: 0,
    transcript: "Call."
  })
]

const before: Model = initial({ server: "a server", url: "ws://127.0.0.1:1/v1/realtime", inputMs: 4000 })
const talked: Model = {
  ...spoken(
    heard(
      events.reduce((model, event) => received(model, { _tag: "Known", event }), before),
      3600 * 24,
      tone(1000, 8000)
    ),
    0,
    tone(5000, 4000)
  ),
  connectedMs: 12
}

it("the picture shows both tracks on one axis, with their times and words", () => {
  const shown = screen(talked, 110, unpainted)
  const row = (label: string) => shown.findIndex((line) => line.startsWith(` ${label}`))
  assert.match(shown[row("session")] ?? "", /connected in 12 ms · sess_1 · 500 ms of silence end a turn/)
  assert.match(shown[row("you") + 1] ?? "", /╵1\.00 s +╵3\.00 s/)
  assert.include(shown[row("you") + 2] ?? "", "Call.")
  const answerMark = shown[row("assistant") + 1] ?? ""
  assert.match(answerMark, /╵3\.60 s/)
  const firstBar = (shown[row("assistant")] ?? "").slice(12).search(/[▁-█]/) + 12
  assert.approximately(answerMark.indexOf("╵"), firstBar, 1)
  assert.match(shown[row("turn")] ?? "", /answered 0\.60 s after the end of speech, 0\.50 s of it the silence/)
})

it("the picture shows the answer when it plays, not when it arrives", () => {
  const waiting = { ...talked, nowMs: 3000 }
  const shown = screen(waiting, 72, unpainted)
  assert.notMatch(shown.find((line) => line.startsWith(" assistant")) ?? "", /[▁-█]/)
  assert.match(shown.find((line) => line.startsWith(" turn")) ?? "", /the server prepares an answer/)
})

it("no line is wider than the terminal", () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 200 }), fc.integer({ min: 0, max: 9000 }), (columns, nowMs) => {
      const files = [{ path: "out/demo/session.jsonl", holds: "3 events" }]
      const shown = screen({ ...talked, nowMs, files, server: "x".repeat(300) }, columns, unpainted)
      for (const line of shown) assert.isAtMost(line.length, columns)
      // A narrow terminal has more lines, and no less on them.
      const words = shown.join(" ").replaceAll(/\s+/g, "")
      for (const { holds, path } of files)
        for (const text of [path, holds.replaceAll(" ", "")]) assert.include(words, text)
      assert.include(words, "sess_1·500msofsilenceendaturn")
      assert.include(words, "x".repeat(300))
    }),
    { numRuns: 40 }
  )
})

it("a level does not depend on the cut of the samples, and full scale is 0 dB", () => {
  const samples = tone(200, 32767)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 6 }), (cuts) => {
      let track: Track = []
      let offset = 0
      for (const length of [...cuts, samples.length]) {
        track = addSamples(track, offset, samples.subarray(offset, offset + length))
        offset = Math.min(samples.length, offset + length)
      }
      assert.deepStrictEqual(track, addSamples([], 0, samples))
    })
  )
  assert.approximately(level(addSamples([], 0, samples), 0, 200) ?? NaN, 0, 0.01)
  assert.strictEqual(level(addSamples([], 0, samples), 200, 300), undefined)
})

it("the meter runs from silence to loud, and is blank before a track's first sound", () => {
  assert.strictEqual(bar(-90) + bar(-32) + bar(0), "▁▅█")
  const track = addSamples([], 2400, tone(100, 30_000))
  assert.strictEqual(meter(track, 10, 50, Infinity), "  ██")
  assert.strictEqual(meter(track, 10, 50, 120), "  █")
})

it("the meters of a conversation fit into 40 columns with what the user can do", () => {
  const line = (width: number) => metersLine({ microphone: 0.1, speaker: 0, hint: "space talks", width })
  assert.strictEqual(line(40), "you ▮▮▮··  assistant ·····  space talks")
  assert.strictEqual(line(80).indexOf("you"), 12)
  for (const width of [40, 80, 120]) assert.isAtMost(line(width).length, width)
})

it("the text of a server cannot steer the terminal", () => {
  const hostile = ServerEvent.make("error", {
    event_id: "e9",
    error: { type: "server_error", message: "\u001b[2J\u009b2J\u202e\u2066\u2028\u2029\u200b\nantiphon: all is well" }
  })
  const shown = [
    ...screen(received(talked, { _tag: "Known", event: hostile }), 110, unpainted),
    ...lines(talked, received(talked, { _tag: "Known", event: hostile }))
  ]
  for (const line of shown) assert.notMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  assert.isAbove(shown.filter((line) => line.includes("all is well")).length, 1)
})

it("joiners inside a word or an emoji stay, and others become visible", () => {
  for (const whole of ["👨‍👩‍👧 👩🏽‍💻 ❤️‍🔥", "می‌خواهم", "क्‍ष"]) assert.strictEqual(printable(whole), whole)
  assert.strictEqual(printable("\u200da \u200cb c\u200d"), "\u{fffd}a \u{fffd}b c\u{fffd}")
})

it("words in pieces print as the whole text does, wherever they were cut", () => {
  const text = "a😀b👨‍👩‍👧!\n👩🏽‍💻 می‌خواهم \u202e\u001b[2J\u200d é🇩🇪"
  const whole = text.split("\n").map(printable).join("\n")
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const pieces = new Pieces()
      const places = [...new Set([0, ...cuts, text.length])].toSorted((a, b) => a - b)
      const written = places.flatMap((at, index) => pieces.push(text.slice(places[index - 1] ?? 0, at)))
      assert.strictEqual([...written, pieces.end()].map((piece) => Buffer.from(piece).toString()).join(""), whole)
    })
  )
  const half = new Pieces()
  assert.deepStrictEqual([half.push("a\ud83d"), half.end(), half.push("\ude00")], ["a", "\u{fffd}", "\u{fffd}"])
})

it("streamed words are broken between words, wherever they were cut, and none is lost", () => {
  const text = "Had he married a more amiable woman,\n  he 你好世界你好 might_have_been_more_respectable than he was"
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 60 }), fc.array(fc.nat(text.length)), (columns, cuts) => {
      const breaks = new LineBreaks()
      const places = [...new Set([0, ...cuts, text.length])].toSorted((a, b) => a - b)
      const pieces = places.map((at, index) => breaks.push(text.slice(places[index - 1] ?? 0, at), columns))
      const shown = `${pieces.join("")}${breaks.end(columns)}`
      assert.strictEqual(shown.replaceAll(/\s/g, ""), text.replaceAll(/\s/g, ""))
      for (const word of text.split(/[\s\u4e00-\u9fff]+/).filter((each) => each.length < columns))
        assert.include(shown, word)
      for (const line of shown.split("\n").filter((each) => !each.includes("_"))) {
        assert.isAtMost(widthOf(line), columns, shown)
      }
    })
  )
  const wide = new LineBreaks()
  assert.strictEqual(wide.push(text, 500) + wide.end(500), text)
})

it("wide characters and long words are broken by the columns that they take", () => {
  assert.deepStrictEqual(wrap("你好世界 ok", 5), ["你好", "世界", "ok"])
  assert.deepStrictEqual(wrap("abcdefgh", 5), ["abcde", "fgh"])
  assert.strictEqual(cut("你好世界", 5), "你好…")
  assert.deepStrictEqual(wrap("a\u001b[2Jb\nc", 20), ["a\u{fffd}[2Jb c"])
})

it("words are wrapped and none is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { maxLength: 40 }), (words) => {
      const lines = wrap(words.join(" "), 20)
      assert.strictEqual(lines.join(" "), words.join(" "))
      for (const line of lines) assert.isAtMost(line.length, 20)
    })
  )
})
