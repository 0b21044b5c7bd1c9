import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import type { Call, Tool, ToolOptions } from "../src/index.ts"
import { isAllowed, runCalls } from "../src/runtime/toolRunner.ts"

const tool = (name: string, run: Tool["run"]): Tool => ({ definition: { type: "function", name }, run })
const call = (name: string, json = "{}"): Call => ({
  itemId: `item_${name}`,
  callId: `call_${name}`,
  name,
  arguments: json
})

/** Runs calls, and gives their outputs, with `create` for the response that is asked for if no one interrupted. */
const post = (options: ToolOptions, calls: ReadonlyArray<Call>, stop = Deferred.makeUnsafe<void>()) =>
  Effect.suspend(() => {
    const outputs: Array<string> = []
    return Effect.map(
      runCalls(options, calls, stop, (_callId, output) => outputs.push(output)),
      () => (Deferred.isDoneUnsafe(stop) ? outputs : [...outputs, "create"])
    )
  })

it.effect("a slow call holds back no other output, and one response is asked for after the last", () =>
  Effect.gen(function* () {
    const tools = [
      tool("slow", () => Effect.delay(Effect.succeed("slow"), "2 seconds")),
      tool("fast", () => Effect.succeed("fast"))
    ]
    const running = yield* Effect.forkChild(post({ tools }, [call("slow"), call("fast")]), { startImmediately: true })
    yield* TestClock.adjust("2 seconds")
    assert.deepStrictEqual(yield* Fiber.join(running), ["fast", "slow", "create"])
  })
)

it.effect("no more calls run at once than allowed", () =>
  Effect.gen(function* () {
    let running = 0
    let most = 0
    const tools = [
      tool("count", () =>
        Effect.suspend(() => {
          most = Math.max(most, (running += 1))
          return Effect.delay(
            Effect.sync(() => `${(running -= 1)}`),
            "1 second"
          )
        })
      )
    ]
    const calls = Array.from({ length: 5 }, () => call("count"))
    const fiber = yield* Effect.forkChild(post({ tools, concurrency: 2 }, calls), { startImmediately: true })
    yield* TestClock.adjust("3 seconds")
    assert.deepStrictEqual([(yield* Fiber.join(fiber)).length, most], [6, 2])
  })
)

it.effect("a call that takes too long, is not allowed, or dies is an output that says so", () =>
  Effect.gen(function* () {
    const tools = [
      tool("late", () => Effect.never),
      tool("denied", () => Effect.succeed("never")),
      tool("broken", () => Effect.die(new Error("secret")))
    ]
    const options: ToolOptions = {
      tools,
      timeout: "5 seconds",
      approve: ({ name }) => Effect.succeed(name !== "denied")
    }
    const calls = ["late", "denied", "broken"].map((name) => call(name))
    const fiber = yield* Effect.forkChild(post(options, calls), { startImmediately: true })
    yield* TestClock.adjust("5 seconds")
    const posted = yield* Fiber.join(fiber)
    assert.deepStrictEqual(
      posted.slice(0, 3).map((output) => JSON.parse(output).error.code),
      ["not_approved", "failed", "timeout"]
    )
    assert.notInclude(posted.join(), "secret")
  })
)

it.effect(
  "an interruption stops running calls with an output, keeps finished ones, starts no waiting ones, and asks for no response",
  () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const stop = yield* Deferred.make<void>()
      const started = yield* Deferred.make<void>()
      const tools = [
        tool("done", (_json, { callId }) => Effect.succeed(callId)),
        tool("running", () =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.never).pipe(
            Effect.onInterrupt(() => Effect.sync(() => seen.push("stopped")))
          )
        ),
        tool("waiting", () => Effect.sync(() => `${seen.push("started")}`))
      ]
      const calls = ["done", "running", "waiting"].map((name) => call(name))
      const fiber = yield* Effect.forkChild(post({ tools, concurrency: 1 }, calls, stop), { startImmediately: true })
      yield* Deferred.await(started)
      yield* Deferred.succeed(stop, undefined)
      const [done, ...others] = yield* Fiber.join(fiber)
      assert.deepStrictEqual([done, seen], ["call_done", ["stopped"]])
      assert.deepStrictEqual(
        others.map((output) => JSON.parse(output).error.code),
        ["interrupted", "interrupted"]
      )
    })
)

it.effect("a call that is not approved within two minutes is refused", () =>
  Effect.gen(function* () {
    const tools = [tool("t", () => Effect.succeed("ran"))]
    const running = yield* Effect.forkChild(post({ tools, approve: () => Effect.never }, [call("t")]), {
      startImmediately: true
    })
    yield* TestClock.adjust("2 minutes")
    const [output, create] = yield* Fiber.join(running)
    assert.match(output ?? "", /not_approved/)
    assert.strictEqual(create, "create")
  })
)

it.effect("an approval of a remote call that throws or never answers is sent to the server as a refusal", () =>
  Effect.gen(function* () {
    const request = { type: "mcp_approval_request", id: "a", server_label: "s", name: "n", arguments: "{}" } as const
    const broken = [() => Effect.die("no"), () => Effect.never, throwing]
    for (const approve of broken) {
      const answering = yield* Effect.forkChild(isAllowed(approve, request), { startImmediately: true })
      yield* TestClock.adjust("2 minutes")
      assert.isFalse(yield* Fiber.join(answering))
    }
  })
)

const throwing = (): Effect.Effect<boolean> => {
  throw new Error("no")
}

it.effect("a tool that throws before it gives an effect has failed, and the others run", () =>
  Effect.gen(function* () {
    const tools = [
      tool("bad", () => {
        throw new Error("no")
      }),
      tool("good", () => Effect.succeed("ran"))
    ]
    const [bad, good] = yield* post({ tools }, [call("bad"), call("good")])
    assert.match(bad ?? "", /failed/)
    assert.strictEqual(good, "ran")
  })
)
