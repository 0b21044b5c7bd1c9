import { RealtimeError } from "@antiphon/client"
import { expect, it } from "vitest"
import { problemOf } from "../src/link/problemOf.ts"

const refused = new RealtimeError("refused", "the server refused: no", {
  error: { type: "invalid_request_error", message: "no", param: "session.voice" }
})

it("a request that the user interrupted or replaced is no problem", () => {
  const withdrawn = (why: "withdrawn" | "replaced" | "rejected") => new RealtimeError("dropped", "…", { why })
  expect([problemOf(withdrawn("withdrawn")), problemOf(withdrawn("replaced"))]).toEqual([undefined, undefined])
  expect(problemOf(withdrawn("rejected"))).toEqual({ message: "…", param: undefined })
})

it("the end of a session is no problem, and every other error is shown", () => {
  expect([problemOf(new RealtimeError("aborted", "…")), problemOf(new RealtimeError("disconnected", "…"))]).toEqual([
    undefined,
    undefined
  ])
  expect(problemOf(refused)).toEqual({ message: "the server refused: no", param: "session.voice" })
  expect(problemOf("words")).toEqual({ message: "words", param: undefined })
  const cause = new Error("no key could be minted: HTTP 403")
  expect(problemOf(new RealtimeError("no_key", "no key", {}, { cause }))).toEqual({
    message: cause.message,
    param: undefined
  })
})
