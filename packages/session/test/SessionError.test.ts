import { Closed, TransportError } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { Disconnected, SessionError } from "../src/SessionError.ts"

it("a command after the program's own close says that the session is closed, and other ends keep their codes", () => {
  const after = (by: "local" | "remote", code: number) =>
    new SessionError({
      command: "sendText",
      reason: new Disconnected({ error: new TransportError({ reason: new Closed({ by, code, reason: "" }) }) })
    }).message
  assert.strictEqual(after("local", 1000), "sendText: the session is closed")
  assert.strictEqual(after("local", 1008), "sendText: closed by the local side, code 1008")
  assert.strictEqual(after("remote", 1000), "sendText: closed by the remote side, code 1000")
})
