import { assert, it } from "@effect/vitest"
import { makeResponses } from "../src/responses/makeResponses.ts"

it("of responses that never end, only those that are kept are followed", () => {
  const followed = new Set<string>()
  const responses = makeResponses({
    formatOf: () => ({ type: "audio/pcm", rate: 24_000 }),
    endOf: () => ({ status: "incomplete", response: undefined, error: undefined }),
    shownOf: () => undefined,
    opened: (id) => {
      followed.add(id)
      return () => followed.delete(id)
    }
  })
  for (let index = 0; index < 1000; index++) responses.of(`r${index}`)
  assert.strictEqual(followed.size, 64)
  assert.isTrue(followed.has("r999"))
})
