/** The spans and metrics of the client, as the SDK of OpenTelemetry exports them. */
import { connect, ToolError } from "@antiphon/client"
import { observe } from "@antiphon/client/opentelemetry"
import type { Script } from "@antiphon/server"
import { SpanStatusCode } from "@opentelemetry/api"
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from "@opentelemetry/sdk-metrics"
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor
} from "@opentelemetry/sdk-trace-base"
import { assert, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as z from "zod"
import { failure, served, textOnly, tone } from "./clientServed.ts"

const recorder = () => {
  const spans = new InMemorySpanExporter()
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const exported = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const metering = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: exported })] })
  return {
    options: { tracer: tracing.getTracer("test"), meter: metering.getMeter("test") },
    spans: () => spans.getFinishedSpans(),
    /** The attributes and the number of measurements of each series, by the name of its metric. */
    metrics: async () => {
      await metering.forceFlush()
      const all =
        exported
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap(({ metrics }) => metrics) ?? []
      return new Map(
        all.map(({ dataPoints, descriptor }) => [
          descriptor.name,
          dataPoints.map(({ attributes, value }) => ({ attributes, value }))
        ])
      )
    },
    end: () => metering.shutdown()
  }
}

/** Each span with that of its parent, in the order in which they end. */
const tree = (spans: ReadonlyArray<ReadableSpan>): ReadonlyArray<string> => {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]))
  return spans.map(({ name, parentSpanContext }) => {
    const parent = names.get(parentSpanContext?.spanId ?? "")
    return parent === undefined ? name : `${parent} > ${name}`
  })
}

const weather = {
  description: "The weather of a place.",
  schema: z.object({ place: z.string() }),
  run: ({ place }: { readonly place: string }) => {
    if (place === "Atlantis") throw new ToolError("it is under water")
    return { place, sunny: true }
  }
}
const script: Script = {
  turns: [
    {
      calls: ["Rome", "Atlantis"].map((place) => ({ name: "weather", arguments: { place } }))
    },
    { say: "It is sunny in Rome." }
  ]
}

it("a turn with tools is one span with its responses and tools, without a word of what was said", () =>
  served(script, async (url) => {
    const { end, metrics, options, spans } = recorder()
    const connecting = connect({ url, model: "gpt-realtime", session: textOnly, tools: { weather } })
    const session = await observe(connecting, { ...options, attributes: { "server.address": "127.0.0.1" } })
    const last = Promise.withResolvers<void>()
    session.on("response.done", ({ response }) => {
      if (response.output?.some(({ type }) => type === "message") === true) last.resolve()
    })
    await session.sendText("What is the weather?")
    await last.promise
    await session.close()
    const model = "gpt-realtime"
    const [connected, ...others] = tree(spans())
    assert.strictEqual(connected, "connect")
    assert.deepStrictEqual(others.toSorted(), [
      "turn",
      `turn > chat ${model}`,
      `turn > chat ${model}`,
      "turn > execute_tool weather",
      "turn > execute_tool weather"
    ])
    const first = spans().find(({ name }) => name.startsWith("chat"))
    assert.deepInclude(first?.attributes, {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": model,
      "gen_ai.output.type": "text",
      "server.address": "127.0.0.1"
    })
    assert.deepStrictEqual(first?.attributes["gen_ai.response.finish_reasons"], ["stop"])
    assert.isAbove(Number(first?.attributes["gen_ai.usage.input_tokens"]), 0)
    assert.match(String(first?.attributes["gen_ai.conversation.id"]), /^sess_/)
    const tools = spans().filter(({ name }) => name.startsWith("execute_tool"))
    assert.sameMembers(
      tools.map(({ attributes, status }) => `${status.code} ${String(attributes["error.type"])}`),
      [`${SpanStatusCode.UNSET} undefined`, `${SpanStatusCode.ERROR} failed`]
    )
    for (const { endTime, startTime } of spans()) {
      assert.isAtLeast(endTime[0] * 1e9 + endTime[1], startTime[0] * 1e9 + startTime[1])
    }
    assert.notMatch(JSON.stringify(spans().map(({ attributes }) => attributes)), /Rome|sunny|Atlantis/)
    const measured = await metrics()
    const durations = measured.get("gen_ai.client.operation.duration")?.map(({ attributes }) => attributes) ?? []
    assert.sameMembers(
      durations.map((each) => `${String(each["gen_ai.operation.name"])} ${String(each["error.type"])}`),
      ["chat undefined", "execute_tool undefined", "execute_tool failed"]
    )
    assert.isTrue(durations.every((each) => each["gen_ai.conversation.id"] === undefined))
    assert.sameMembers(
      measured.get("gen_ai.client.token.usage")?.map(({ attributes }) => attributes["gen_ai.token.type"]) ?? [],
      ["input", "output"]
    )
    await end()
  }))

it("the README's program runs where nothing is registered", () =>
  served({ turns: [{ say: "It is noon." }] }, async (url) => {
    const client = new URL("../../../packages/client/", import.meta.url)
    const example = new URL("examples/opentelemetry.ts", client)
    const text = (file: URL) => readFileSync(file, "utf8")
    assert.include(text(new URL("README.md", client)), `\`\`\`ts\n${text(example)}\`\`\``)
    const env = { REALTIME_URL: url }
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(example)], { env })
    assert.strictEqual(stdout, "It is noon.\n")
  }))

it("a lost connection ends the response as an error and the reconnection is a span", () =>
  served({ turns: [{ say: "I speak and speak.", voice: tone(60_000) }], pace: 1 }, async (url, drop) => {
    const { end, metrics, options, spans } = recorder()
    const session = await observe(await connect({ url, model: "gpt-realtime" }), options)
    const resumed = new Promise((resolve) => session.on("resumed", resolve))
    await session.createResponse()
    await drop()
    await resumed
    await session.close()
    assert.deepStrictEqual(tree(spans()), ["turn > chat gpt-realtime", "turn", "reconnect"])
    const [response, , reconnect] = spans()
    assert.strictEqual(response?.attributes["error.type"], "disconnected")
    assert.strictEqual(reconnect?.attributes["antiphon.reconnect.attempts"], 1)
    assert.strictEqual((await metrics()).get("antiphon.client.reconnect.duration")?.length, 1)
    await end()
  }))

it("a connection that cannot be opened is a span with the code of the error", async () => {
  const { end, options, spans } = recorder()
  const opening = connect({ url: "ws://127.0.0.1:1/v1", model: "gpt-realtime" })
  const { code } = await failure(observe(opening, options))
  const [connecting] = spans()
  assert.deepStrictEqual([connecting?.name, connecting?.attributes["error.type"]], ["connect", code])
  assert.strictEqual(connecting?.status.code, SpanStatusCode.ERROR)
  await end()
})

it("options of the wrong kind are refused with the remedy", () =>
  served(script, async (url) => {
    await using session = await connect({ url, model: "gpt-realtime" })
    // Callers of JavaScript pass anything.
    const untyped: (...given: ReadonlyArray<unknown>) => Promise<unknown> = observe as never
    const { message } = await failure(untyped(session, { tracer: "a tracer" }))
    assert.include(message, "tracer of observe is a string: pass a tracer of OpenTelemetry")
    assert.include((await failure(untyped("a session"))).message, "observe takes a session")
  }))
