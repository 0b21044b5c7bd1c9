/** What a hostile server can make a session keep, and how much work it can cause. */
import { ProtocolError, ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { initial, receive, reduce, type SessionState } from "../src/index.ts"
import { PersistentMap } from "../src/state/PersistentMap.ts"
import { callsOf } from "../src/machine/tools.ts"

const sizeOf = ({ notices }: SessionState): number => JSON.stringify(notices).length

it("a hundred refusals of a megabyte each leave notices of some kilobytes", () => {
  const text = "x".repeat(1 << 20)
  const error = { type: text, message: text, code: text, param: text, event_id: text }
  const refused = ServerEvent.make("error", { event_id: "e", error })
  let state: SessionState = initial
  for (let n = 0; n < 100; n++) state = reduce(state, refused)
  assert.isBelow(sizeOf(state), 100 * 4000)
})

it("notices of long refusals leave the rest of their texts to the collector, so that a small heap holds", () => {
  // A slice of a text would keep 40 times 8 MB.
  const program = `
    import { ServerEvent } from "@antiphon/core"
    import { initial, receive } from "@antiphon/session"
    let state = initial
    for (let n = 0; n < 40; n++) {
      const error = { type: "t", message: n + "y".repeat(8_000_000) }
      state = receive(state, ServerEvent.decode(JSON.stringify({ type: "error", error })))
    }
    console.log(state.notices.length)`
  const flags = ["--max-old-space-size=96", "--input-type=module", "-e", program]
  const { stdout } = spawnSync(process.execPath, flags, { cwd: import.meta.dirname, encoding: "utf8" })
  assert.strictEqual(stdout, "40\n")
})

it("a notice of a malformed event keeps a few issues and nothing of the frame", () => {
  const issues = Array.from({ length: 10_000 }, () => ({ path: ["x".repeat(10_000)], message: "y".repeat(10_000) }))
  const error = new ProtocolError({ reason: "Invalid", type: "response.created", issues, raw: "z".repeat(1 << 20) })
  const state = receive(initial, { _tag: "Malformed", error })
  const [notice] = state.notices
  assert(notice?._tag === "Malformed")
  assert.isUndefined(notice.error.raw)
  assert.isAtMost(notice.error.issues.length, 5)
  assert.isBelow(notice.error.message.length, 4000)
})

it("a text is never cut inside a character", () => {
  const message = "😀".repeat(2000)
  const refused = ServerEvent.make("error", { event_id: "e", error: { type: "t", message } })
  const [notice] = reduce(reduce(initial, refused), refused).notices
  assert.isTrue(notice?.error.message.isWellFormed())
})

it("the parts of an item and the items of a response are tables, of which a change copies one path", () => {
  const content = Array.from({ length: 30_000 }, () => ({ type: "input_text", text: "" }) as const)
  const item = { type: "message", role: "user", id: "u", content } as const
  const shown = reduce(initial, ServerEvent.make("conversation.item.added", { event_id: "e", item }))
  const parts = shown.items.get("u")?.parts
  assert.isTrue(parts instanceof PersistentMap)
  assert.strictEqual(parts?.size, 30_000)
  const calls = Array.from({ length: 10_000 }, (_, n) => ({
    type: "function_call" as const,
    id: `c${n}`,
    call_id: `c${n}`,
    name: "f",
    arguments: "",
    status: "completed" as const
  }))
  const response = { id: "r", status: "completed", output: calls } as const
  const done = reduce(initial, ServerEvent.make("response.done", { event_id: "e", response }))
  assert.isTrue(done.responses.get("r")?.items instanceof PersistentMap)
  assert.strictEqual(callsOf(done, "r").length, 10_000)
})

it("items that claim one place of a response stand behind each other, and its end puts them in order", () => {
  const added = (id: string) =>
    ServerEvent.make("response.output_item.added", {
      event_id: "e",
      response_id: "r",
      output_index: 0,
      item: { type: "message", role: "assistant", id, content: [] }
    })
  const open = ["a", "b", "c", "b"].map(added).reduce(reduce, initial)
  assert.deepStrictEqual([...(open.responses.get("r")?.items.values() ?? [])], ["a", "b", "c"])
  const output = ["c", "a"].map((id) => ({ type: "message", role: "assistant", id, content: [] }) as const)
  const response = { id: "r", status: "completed", output } as const
  const done = reduce(open, ServerEvent.make("response.done", { event_id: "e", response }))
  assert.deepStrictEqual(
    [...(done.responses.get("r")?.items ?? [])],
    [
      [0, "c"],
      [1, "a"],
      [2, "b"]
    ]
  )
})

const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }

for (const [what, pieces, whole] of [
  [
    "a transcript",
    (delta: string) => ServerEvent.make("response.output_audio_transcript.delta", { event_id: "e", ...place, delta }),
    (transcript: string) =>
      ServerEvent.make("response.output_audio_transcript.done", { event_id: "e", ...place, transcript })
  ],
  [
    "the arguments of a call",
    (delta: string) =>
      ServerEvent.make("response.function_call_arguments.delta", { event_id: "e", ...place, call_id: "c", delta }),
    (json: string) =>
      ServerEvent.make("response.function_call_arguments.done", {
        event_id: "e",
        ...place,
        call_id: "c",
        arguments: json
      })
  ]
] as const) {
  it(`${what} that never ends takes a megabyte of pieces, says so once, and takes the whole text all the same`, () => {
    const piece = pieces("x".repeat(1 << 16))
    let state: SessionState = initial
    for (let n = 0; n < 100; n++) state = reduce(state, piece)
    const textIn = ({ items }: SessionState) => {
      const item = items.get("i")
      return what === "a transcript" ? item?.parts.get(0)?.text : item?.arguments
    }
    assert.strictEqual(textIn(state)?.text.length, 1 << 20)
    assert.deepStrictEqual(
      state.notices.map(({ _tag }) => _tag),
      ["TextFull"]
    )
    assert.strictEqual(reduce(state, piece), state)
    assert.strictEqual(textIn(reduce(state, whole("whole")))?.text, "whole")
  })
}
