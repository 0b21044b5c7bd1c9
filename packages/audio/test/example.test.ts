import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { interrupt, receive } from "../examples/interruption.ts"
import { convert, end } from "../examples/resampling.ts"
import { audioDelta, audioDone, partAdded } from "./events.ts"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

describe("the README", () => {
  it.each(["interruption", "resampling"])("shows the example %s, which is compiled and run here", (name) => {
    expect(read("../README.md")).toContain(`\`\`\`ts\n${read(`../examples/${name}.ts`)}\`\`\``)
  })

  it("converts blocks of any length, and loses no sample", () => {
    const lengths = [480, 1, 479, 960].map((length) => convert(new Int16Array(length)).length)
    expect([...lengths, end().length].reduce((one, other) => one + other)).toBe(1920 / 2)
  })

  it("truncates what plays and deletes what waits", () => {
    const played: Array<number> = []
    for (const itemId of ["item_1", "item_2"]) {
      const part = { responseId: "resp_1", itemId, contentIndex: 0 }
      for (const event of [partAdded(part), audioDelta(part, new Int16Array(24_000)), audioDone(part)]) {
        receive(event, (samples) => played.push(samples.length))
      }
    }
    expect(played).toEqual([24_000, 24_000])
    expect(interrupt(12_000, 100)).toEqual([
      { type: "conversation.item.truncate", item_id: "item_1", content_index: 0, audio_end_ms: 400 },
      { type: "conversation.item.delete", item_id: "item_2" }
    ])
  })
})
