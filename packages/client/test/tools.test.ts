import { assert, it } from "@effect/vitest"
import type { StandardSchemaV1 } from "@standard-schema/spec"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import * as z from "zod"
import { connect, RealtimeError, type RealtimeTools, ToolError, type ToolSchemas } from "../src/index.ts"
import { toolsOf } from "../src/tools/toolsOf.ts"

const call = { itemId: "item_1", callId: "call_1", name: "weather", arguments: "" }

/** The only tool of these, as the session runs it. */
const only = <T extends ToolSchemas>(tools: RealtimeTools<T>) => {
  const [tool] = toolsOf(tools)
  assert(tool !== undefined)
  return tool
}

/** The output of a call, or why there is none. */
const outcome = <T extends ToolSchemas>(tools: RealtimeTools<T>, json: string) =>
  Effect.match(only(tools).run(json, call), {
    onSuccess: (output) => output,
    onFailure: ({ code, message }) => `${code}: ${message}`
  })

const description = "The weather of a place."
const place = z.object({ place: z.string(), days: z.int().default(1) })
const plain: StandardSchemaV1<unknown, { readonly place: string }> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: { place: String(value) } }) }
}

it("a schema that makes its own JSON Schema shows the model what to send, not what the tool gets", () => {
  const { definition } = only({ weather: { description, schema: place, run: () => "" } })
  assert.deepInclude(definition, { type: "function", name: "weather", description })
  const { properties, required } = Object(definition.parameters)
  assert.deepStrictEqual([Object.keys(properties), required], [["place", "days"], ["place"]])
})

it("the model sees a given JSON Schema as it is", () => {
  const jsonSchema = { type: "object", properties: { place: { type: "string" } } }
  const { definition } = only({ weather: { description, schema: plain, jsonSchema, run: () => "" } })
  assert.strictEqual(definition.parameters, jsonSchema)
})

it("a schema that makes none, or none of what it holds, is invalid before anything is dialled", async () => {
  const url = "ws://127.0.0.1:1"
  const schemas: ReadonlyArray<StandardSchemaV1> = [plain, z.object({ when: z.date() })]
  for (const schema of schemas) {
    const tools = { weather: { description, schema, run: () => "" } }
    // @ts-expect-error a JSON Schema is asked for where the schema is not known to make one
    const opening: Promise<unknown> = connect({ url, model: "m", key: "k", tools })
    const error = await opening.catch((cause: unknown) => cause)
    assert.instanceOf(error, RealtimeError)
    assert.deepStrictEqual([error.code, error.message.includes("give its jsonSchema")], ["invalid", true])
  }
})

it.effect("arguments come checked and as the schema makes them, whichever library it is from", () =>
  Effect.gen(function* () {
    const zod = outcome({ w: { description, schema: place, run: (args) => args } }, `{"place":"Rome"}`)
    assert.strictEqual(yield* zod, `{"place":"Rome","days":1}`)
    const schema = Schema.toStandardSchemaV1(Schema.Struct({ days: Schema.NumberFromString }))
    const effect = outcome({ w: { description, schema, jsonSchema: {}, run: ({ days }) => days + 1 } }, `{"days":"2"}`)
    assert.strictEqual(yield* effect, "3")
    const text = outcome({ w: { description, schema: plain, jsonSchema: {}, run: ({ place }) => place } }, `"Rome"`)
    assert.strictEqual(yield* text, "Rome")
    const nothing = outcome({ w: { description, schema: plain, jsonSchema: {}, run: () => {} } }, "{}")
    assert.strictEqual(yield* nothing, "null")
  })
)

it.effect("arguments that do not fit are reported with their place, and nothing runs", () =>
  Effect.gen(function* () {
    const tools = { weather: { description, schema: place, run: () => assert.fail("it ran") } }
    assert.match(yield* outcome(tools, `{"place":7}`), /^invalid_arguments: place: /)
    assert.match(yield* outcome(tools, `{"pla`), /^invalid_arguments: the arguments are not JSON/)
  })
)

it.effect("a call without arguments has none, however a model writes that", () =>
  Effect.gen(function* () {
    const tools = { now: { description, schema: z.object({}), run: (args: object) => JSON.stringify(args) } }
    for (const json of ["", " ", "\n\t", "null", " null ", "{}"]) {
      assert.strictEqual(yield* outcome(tools, json), "{}", JSON.stringify(json))
    }
    assert.match(
      yield* outcome({ w: { description, schema: place, run: () => "" } }, ""),
      /^invalid_arguments: place: /
    )
    assert.match(yield* outcome(tools, "undefined"), /^invalid_arguments: the arguments are not JSON/)
  })
)

it.effect(
  "arguments in a code fence, behind a byte order mark or encoded twice are read as in a session with Effect",
  () =>
    Effect.gen(function* () {
      const tools = { weather: { description, schema: place, run: (args: object) => JSON.stringify(args) } }
      const json = '{"place":"Rome"}'
      for (const written of [`\`\`\`json\n${json}\n\`\`\``, `\ufeff${json}`, JSON.stringify(json)]) {
        assert.strictEqual(yield* outcome(tools, written), '{"place":"Rome","days":1}', written)
      }
    })
)

it.effect("a schema that never answers is given up as a tool is", () =>
  Effect.gen(function* () {
    const hangs: StandardSchemaV1 = {
      "~standard": { version: 1, vendor: "test", validate: () => new Promise(() => {}) }
    }
    const tools = { w: { description, schema: hangs, jsonSchema: {}, run: () => "", timeoutMs: 50 } }
    const calling = yield* Effect.forkChild(outcome(tools, "{}"), { startImmediately: true })
    yield* TestClock.adjust(50)
    assert.strictEqual(yield* Fiber.join(calling), "timeout: w did not end within 50 ms")
  })
)

it.effect("the model sees the message of a ToolError, and of any other error only that the tool failed", () =>
  Effect.gen(function* () {
    const throwing = (thrown: unknown) =>
      outcome({ weather: { description, schema: place, run: () => Promise.reject(thrown) } }, `{"place":"Rome"}`)
    assert.strictEqual(yield* throwing(new ToolError("no such place")), "failed: no such place")
    assert.strictEqual(yield* throwing(new Error("password")), "failed: weather failed")
    const unwritable = outcome({ weather: { description, schema: place, run: () => 1n } }, `{"place":"Rome"}`)
    assert.strictEqual(yield* unwritable, "failed: weather failed")
    const broken: StandardSchemaV1 = {
      "~standard": { version: 1, vendor: "test", validate: () => Promise.reject(new Error("password")) }
    }
    const unchecked = outcome({ weather: { description, schema: broken, jsonSchema: {}, run: () => "" } }, "{}")
    assert.strictEqual(yield* unchecked, "failed: weather failed")
  })
)

it.effect("a tool runs only when it is allowed to; an approval that fails is a no", () =>
  Effect.gen(function* () {
    const asking = (approve: (args: { readonly place: string }) => boolean | Promise<boolean>) =>
      outcome({ weather: { description, schema: place, approve, run: () => "it ran" } }, `{"place":"Rome"}`)
    assert.strictEqual(yield* asking(({ place }) => Promise.resolve(place === "Rome")), "it ran")
    assert.match(yield* asking(({ place }) => place !== "Rome"), /^not_approved: /)
    assert.match(yield* asking(() => Promise.reject(new Error("password"))), /^not_approved: [^p]+$/)
  })
)

it.effect("a tool that takes too long is given up and its signal aborted; the time of approval is not counted", () =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    const tools = {
      weather: {
        description,
        schema: place,
        timeoutMs: 50,
        approve: () => allowed.promise.then(() => true),
        run: (_args: unknown, { callId, signal }: { readonly callId: string; readonly signal: AbortSignal }) => {
          signal.addEventListener("abort", () => seen.push(callId))
          started.resolve()
          return new Promise(() => {})
        }
      }
    }
    const allowed = Promise.withResolvers<void>()
    const started = Promise.withResolvers<void>()
    const running = yield* Effect.forkChild(outcome(tools, `{"place":"Rome"}`), { startImmediately: true })
    yield* TestClock.adjust("1 minute")
    assert.isUndefined(running.pollUnsafe())
    allowed.resolve()
    yield* Effect.promise(() => started.promise)
    yield* TestClock.adjust(50)
    assert.strictEqual(yield* Fiber.join(running), "timeout: weather did not end within 50 ms")
    assert.deepStrictEqual(seen, ["call_1"])
  })
)

it.effect("a call that is interrupted has its signal aborted", () =>
  Effect.gen(function* () {
    const started = Promise.withResolvers<AbortSignal>()
    const tool = only({
      weather: {
        description,
        schema: place,
        run: (_args, { signal }) => {
          started.resolve(signal)
          return new Promise(() => {})
        }
      }
    })
    const running = yield* Effect.forkChild(tool.run(`{"place":"Rome"}`, call), { startImmediately: true })
    const signal = yield* Effect.promise(() => started.promise)
    assert.isFalse(signal.aborted)
    yield* Fiber.interrupt(running)
    assert.isTrue(signal.aborted)
    assert.isTrue(Exit.isFailure(yield* Fiber.await(running)))
  })
)
