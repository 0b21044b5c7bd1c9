import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { replay } from "../src/state/Replay.ts"
import { threadOf } from "../src/state/Thread.ts"

const file = (side: "client" | "server", ...lines: ReadonlyArray<object>) =>
  [
    {
      format: "antiphon-recording",
      version: 1,
      started_at: "2026-01-01T12:00:00.000Z",
      side,
      dialect: "ga",
      endpoint: "ws://127.0.0.1"
    },
    ...lines
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("")

const item = {
  id: "item_1",
  type: "message",
  role: "user",
  status: "completed",
  content: [{ type: "input_text", text: "Hi" }]
}
const added = { type: "conversation.item.done", event_id: "e", previous_item_id: null, item }
const asked = { type: "response.create" }

it("a recording opens from the client's side, whichever side recorded it", () => {
  const client = replay(
    "c.jsonl",
    file("client", { t: 1, direction: "in", event: added }, { t: 2, direction: "out", event: asked })
  )
  const server = replay(
    "s.jsonl",
    file("server", { t: 1, direction: "out", event: added }, { t: 2, direction: "in", event: asked })
  )
  for (const opened of [Result.getOrThrow(client), Result.getOrThrow(server)]) {
    expect(opened.log.entries.map(({ tapped, type }) => [tapped.direction, type])).toEqual([
      ["in", "conversation.item.done"],
      ["out", "response.create"]
    ])
    expect(threadOf(opened.session)).toMatchObject([{ text: "Hi" }])
    expect(opened.latency.turns).toMatchObject([{ at: { asked: 2 } }])
  }
})

it("a recorded malformed frame has its issues again, and a binary frame is named as such", () => {
  const malformed = (text: object) => ({
    t: 1,
    direction: "in",
    malformed: { reason: "Invalid", message: "…", ...text }
  })
  const opened = Result.getOrThrow(
    replay("m.jsonl", file("client", malformed({ text: `{"type":"error"}` }), malformed({ base64: "AAEC" })))
  )
  const errors = opened.log.entries.map(({ tapped }) =>
    tapped.decoded._tag === "Malformed" ? tapped.decoded.error : undefined
  )
  expect(errors[0]?.issues.map(({ path }) => path.join("."))).toContain("error")
  expect(errors[1]?.reason).toBe("Binary")
})

it("unreadable lines are counted, and another file is refused with the reason", () => {
  expect(Result.getOrThrow(replay("b.jsonl", `${file("client")}{oops\n`)).broken).toBe(1)
  expect(Result.isFailure(replay("n.txt", "hello"))).toBe(true)
})
