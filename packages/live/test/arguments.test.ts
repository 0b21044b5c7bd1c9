/** What people who write JavaScript pass by mistake is refused at their own line, before anything is sent. */
import { assert, it } from "@effect/vitest"
import { ArgumentError, attach, connect, fork } from "../src/promise.ts"

const untyped =
  (call: (...args: Array<never>) => unknown) =>
  async (...args: ReadonlyArray<unknown>): Promise<unknown> =>
    Reflect.apply(call, undefined, args)
const session = { model: "gpt-live-1" }

it.each([
  [connect, [undefined], "connect takes an object of options, not undefined"],
  [connect, [{ key: "k" }], 'connect has no session: pass settings, e.g. { model: "gpt-live-1" }'],
  [connect, [{ apiKey: "k", session }], "connect has no option apiKey: did you mean key?"],
  [connect, [{ session: "gpt-live-1" }], 'session of connect is a string: pass settings, e.g. { model: "gpt-live-1" }'],
  [
    connect,
    [{ session: { instrutions: "" } }],
    "connect has no session.instrutions: did you mean session.instructions?"
  ],
  [connect, [{ session: { store: "yes" } }], "session.store of connect is a string: pass true or false"],
  [connect, [{ session, timeoutMs: Number.NaN }], "timeoutMs of connect is NaN: pass a number of ms above 0"],
  [connect, [{ session, url: "localhost" }], "url of connect is a string: pass a ws, wss, http or https address"],
  [connect, [{ session, delegate: {} }], "delegate of connect is an object: pass a function"],
  [attach, [{ key: "k" }], "attach has no sessionId: pass the id of a session, live_sess_…"],
  [connect, [{ session, url: "wss://live.example/v1" }], "connect has no key: pass key, or set OPENAI_API_KEY"],
  [attach, [{ sessionId: "s", url: "wss://live.example/v1" }], "attach has no key: pass key, or set OPENAI_API_KEY"],
  [fork, [undefined, "k"], "fork takes an object of options, not a string"]
])("%o refuses %o", async (call, args, message) => {
  const error: unknown = await untyped(call)(...args).catch((cause: unknown) => cause)
  assert(error instanceof ArgumentError, String(error))
  assert.strictEqual(error.message, message)
  assert.match(error.stack?.split("\n")[1] ?? "", /Reflect\.apply|arguments\.test/)
})

it("an error of the connection or of a command begins at the caller's line", async () => {
  const nowhere = "ws://127.0.0.1:1/v1"
  const failed = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      return error instanceof Error ? (error.stack?.split("\n")[1] ?? "") : ""
    }
    return "it did not fail"
  }
  assert.match(await failed(() => connect({ session, url: nowhere })), /arguments\.test/)
  assert.match(await failed(() => fork({ id: "s" }, { url: nowhere })), /arguments\.test/)
})
