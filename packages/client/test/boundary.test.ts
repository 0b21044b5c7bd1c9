import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as z from "zod"
import { connect, type RealtimeSession } from "../src/index.ts"
import { calls, createClientSecret, live, webhook } from "../src/http.ts"
import { connect as translate } from "../src/translation.ts"
import { observe } from "../src/opentelemetry.ts"
import { openMicrophone, openSpeaker } from "../src/browser.ts"
import { against, failure, opened, replying, updated } from "./against.ts"

/** Calls it as JavaScript may, with anything. */
const untyped =
  (call: (...args: Array<never>) => unknown) =>
  async (...args: ReadonlyArray<unknown>): Promise<unknown> =>
    Reflect.apply(call, undefined, args)

const refusal = async (answer: Promise<unknown>): Promise<string> => {
  const error = await failure(answer)
  assert.strictEqual(error.code, "invalid", error.message)
  return error.message
}

const run = (): string => ""
const open = untyped(connect)
const common = { url: "ws://127.0.0.1:1", key: "ek_any", model: "gpt-realtime" }

describe("connect", () => {
  it.each([
    [undefined, "connect takes an object of options, not undefined"],
    [null, "connect takes an object of options, not null"],
    ["gpt-realtime", "connect takes an object of options, not a string"],
    [[], "connect takes an object of options, not an array"],
    [{ key: "ek_any" }, 'connect has no model: pass the name of a model, e.g. "gpt-realtime"'],
    [{ ...common, model: " " }, 'model of connect is a string: pass the name of a model, e.g. "gpt-realtime"'],
    [{ model: "m", apiKey: "sk-secret" }, "connect has no option apiKey: did you mean key?"],
    [{ model: "m", api_key: "sk-secret" }, "connect has no option api_key: did you mean key?"],
    [{ model: "m", key: "k", baseURL: "https://x" }, "connect has no option baseURL: did you mean url?"],
    [{ modle: "m", key: "k" }, "connect has no option modle: did you mean model?"],
    [{ ...common, timeOut: 7 }, "connect has no option timeOut: did you mean timeoutMs?"],
    [{ ...common, instructions: "Be brief." }, "connect has no option instructions: pass session: { instructions }"],
    [
      { ...common, session: "Be brief." },
      'session of connect is a string: pass settings, e.g. { instructions: "Be brief." }'
    ],
    [
      { ...common, session: { speed: 1, audio: { output: { speed: 1 } } } },
      "session of connect has speed twice: pass it once, as speed or in audio.output"
    ],
    [{ ...common, session: { voise: "marin" } }, "connect has no session.voise: did you mean session.voice?"],
    [
      { ...common, session: { audio: { input: { turn_detection: { type: "server_vad", treshold: 0.5 } } } } },
      "connect has no session.audio.input.turn_detection.treshold: did you mean session.audio.input.turn_detection.threshold?"
    ],
    [{ ...common, session: { speed: "fast" } }, "session.speed of connect is a string: pass a number"],
    [{ ...common, session: { tools: {} } }, "session.tools of connect is an object: pass an array"],
    [
      { ...common, intent: "transcription", session: { transcription: { modle: "m" } } },
      "connect has no session.transcription.modle: did you mean session.transcription.model?"
    ],
    [Promise.resolve(common), "connect takes an object of options, not a Promise"],
    [new Float32Array(2), "connect takes an object of options, not a Float32Array"],
    [{ ...common, onEvent: {} }, "onEvent of connect is an object: pass a function"],
    [{ ...common, callId: "rtc_1" }, "connect has both callId and model: leave model out, the call has one"],
    [{ key: "k", callId: 7 }, "callId of connect is 7: pass the id of a call, rtc_…"],
    [
      { key: "k", callId: "rtc_1", reconnect: true },
      "a session that joined a call does not reconnect: leave reconnect out"
    ],
    [{ ...common, url: "localhost" }, "url of connect is a string: pass a ws, wss, http or https address"],
    [{ ...common, url: "" }, "url of connect is a string: pass a ws, wss, http or https address"],
    [{ ...common, url: "ftp://127.0.0.1" }, "url of connect is a string: pass a ws, wss, http or https address"],
    [{ ...common, url: 8765 }, "url of connect is 8765: pass a ws, wss, http or https address"],
    [{ ...common, timeoutMs: Number.NaN }, "timeoutMs of connect is NaN: pass a number of ms above 0"],
    [{ ...common, timeoutMs: -1 }, "timeoutMs of connect is -1: pass a number of ms above 0"],
    [{ ...common, timeoutMs: 2 ** 31 }, "timeoutMs of connect is 2147483648: pass a number of ms above 0"],
    [{ ...common, timeoutMs: "10" }, "timeoutMs of connect is a string: pass a number of ms above 0"],
    [
      { ...common, signal: new AbortController() },
      "signal of connect is an AbortController: pass an AbortSignal, e.g. controller.signal"
    ],
    [{ ...common, authorization: "sk-secret" }, 'authorization of connect is a string: pass "bearer" or "api-key"'],
    [
      { ...common, transport: () => {} },
      "transport of connect is a function: pass what make() of a transport package gives"
    ],
    [{ ...common, intent: "chat" }, 'intent of connect is a string: pass "conversation" or "transcription"'],
    [
      { ...common, speaker: {} },
      "speaker of connect is an object: pass a player with queue, clear and position, e.g. what openSpeaker() gives"
    ],
    [{ ...common, reconnect: "no" }, "reconnect of connect is a string: pass true, false or { timeoutMs }"],
    [{ ...common, reconnect: { timeoutMs: -1 } }, "timeoutMs of reconnect is -1: pass a number of ms above 0"],
    [{ ...common, toolConcurrency: 0 }, "toolConcurrency of connect is 0: pass a whole number above 0"],
    [{ ...common, approveMcp: true }, "approveMcp of connect is a boolean: pass a function"],
    [{ ...common, tools: [] }, "tools of connect is an array: pass an object of tools by name"]
  ])("refuses %j with the field and the remedy", async (options, said) => {
    const message = await refusal(open(options))
    assert.strictEqual(message, said)
    assert.notInclude(message, "secret")
  })

  it.each([
    [{ weather: undefined }, "the tool weather takes an object of options, not undefined"],
    [
      { weather: { description: "", run } },
      "the tool weather has no schema: pass a Standard Schema, e.g. z.object({ … })"
    ],
    [
      { weather: { description: "", schema: { type: "object" }, run } },
      "schema of the tool weather is an object: pass a Standard Schema, e.g. z.object({ … })"
    ],
    [{ weather: { description: "", schema: z.object({}) } }, "the tool weather has no run: pass a function"],
    [
      { weather: { schema: z.object({}), run } },
      "the tool weather has no description: pass when and how to use it, in words for the model"
    ],
    [
      { weather: { description: "", schema: z.object({}), run, timeoutMs: 0 } },
      "timeoutMs of the tool weather is 0: pass a number of ms above 0"
    ],
    [
      { weather: { description: "", parameters: {}, schema: z.object({}), run: "" } },
      "run of the tool weather is a string: pass a function"
    ]
  ])("refuses the tools %j", async (tools, said) => assert.strictEqual(await refusal(open({ ...common, tools })), said))

  it("passes over options that are undefined, and over those that resemble none of its own", async () => {
    const error = await failure(open({ ...common, apiKey: undefined, colour: "red", reconnect: false }))
    assert.strictEqual(error.code, "unreachable")
  })
})

it.each([
  [
    "translate",
    untyped(translate),
    { key: "k" },
    'connect has no model: pass the name of a model, e.g. "gpt-realtime-translate"'
  ],
  ["translate", untyped(translate), undefined, "connect takes an object of options, not undefined"],
  ["createClientSecret", untyped(createClientSecret), null, "createClientSecret takes an object of options, not null"],
  [
    "createClientSecret",
    untyped(createClientSecret),
    { apiKey: "sk-secret" },
    "createClientSecret has no option apiKey: did you mean key?"
  ],
  [
    "createClientSecret",
    untyped(createClientSecret),
    { key: "k", session: "realtime" },
    'session of createClientSecret is a string: pass a session, e.g. { type: "realtime" }'
  ],
  [
    "createClientSecret",
    untyped(createClientSecret),
    { key: "k", session: { type: "realtime", instrutions: "Be brief." } },
    "createClientSecret has no session.instrutions: did you mean session.instructions?"
  ],
  [
    "createClientSecret",
    untyped(createClientSecret),
    { key: "k", session: { model: "gpt-realtime" } },
    'session of createClientSecret has no type: pass one, e.g. { type: "realtime", model: "gpt-realtime" }'
  ],
  [
    "calls.accept",
    untyped(calls.accept),
    { key: "k", callId: "c", session: { type: "realtime", instructions: ["Be brief."], max_output_tokens: NaN } },
    "session.max_output_tokens of calls.accept is NaN: pass a number or a string"
  ],
  [
    "live.create",
    untyped(live.create),
    { key: "k", sdp: "v=0", session: { model: "gpt-live-1", instrutions: "Be brief." } },
    "live.create has no session.instrutions: did you mean session.instructions?"
  ],
  [
    "createClientSecret",
    untyped(createClientSecret),
    { key: "k", timeoutMs: -5 },
    "timeoutMs of createClientSecret is -5: pass a number of ms above 0"
  ],
  ["calls.hangup", untyped(calls.hangup), { key: "k" }, "calls.hangup has no callId: pass the id of the call (rtc_…)"],
  [
    "calls.accept",
    untyped(calls.accept),
    { key: "k", callId: "c" },
    'calls.accept has no session: pass a session, e.g. { type: "realtime", model: "gpt-realtime" }'
  ],
  [
    "calls.refer",
    untyped(calls.refer),
    { key: "k", callId: "c", target_uri: "tel:1" },
    "calls.refer has no option target_uri: did you mean targetUri?"
  ],
  [
    "calls.reject",
    untyped(calls.reject),
    { key: "k", callId: "c", statusCode: "603" },
    "statusCode of calls.reject is a string: pass a SIP status, e.g. 486"
  ],
  ["webhook.verify", untyped(webhook.verify), undefined, "webhook.verify takes an object of options, not undefined"],
  [
    "webhook.verify",
    untyped(webhook.verify),
    { headers: {}, secret: "whsec_AAAA" },
    "webhook.verify has no payload: pass the body as text, before anything parsed it"
  ],
  [
    "webhook.verify",
    untyped(webhook.verify),
    { payload: {}, headers: {}, secret: "whsec_AAAA" },
    "payload of webhook.verify is an object: pass the body as text, before anything parsed it"
  ],
  [
    "openMicrophone",
    untyped(openMicrophone),
    undefined,
    "openMicrophone takes the session that connect() gives, not undefined"
  ],
  [
    "openMicrophone",
    untyped(openMicrophone),
    Promise.resolve(),
    "openMicrophone takes the session that connect() gives, not a Promise"
  ],
  ["observe", untyped(observe), {}, "observe takes a session, or the promise that connect returns, not an object"],
  [
    "observe",
    untyped(observe),
    Promise.resolve(),
    "observe takes the promise that connect returns, not one of undefined"
  ],
  ["openSpeaker", untyped(openSpeaker), { rate: 0 }, "rate of openSpeaker is 0: pass a number of Hz above 0"]
])("%s refuses what it cannot use", async (_, call, options, said) =>
  assert.strictEqual(await refusal(call(options)), said)
)

/** A session whose server never answers. */
const inSession = (use: (session: RealtimeSession) => Promise<void>) => against(() => Effect.never, use)

it("commands refuse arguments of another kind, each with its own words", () =>
  inSession(async (session) => {
    const wrong: ReadonlyArray<readonly [Promise<unknown>, string]> = [
      [untyped(session.sendText)(), "sendText takes text, not undefined"],
      [untyped(session.sendText)({ text: "Hello." }), "sendText takes text, not an object"],
      [
        untyped(session.sendText)("Hello.", new AbortController().signal),
        "the options of a command are an object: pass { signal }"
      ],
      [
        untyped(session.commit)({ signal: new AbortController() }),
        "signal of a command is an AbortController: pass { signal: controller.signal }"
      ],
      [
        untyped(session.commit)({ singal: new AbortController().signal }),
        "a command has no option singal: did you mean signal?"
      ],
      [untyped(session.commit)(Promise.resolve()), "the options of a command are an object: pass { signal }"],
      [untyped(session.mute)("false"), "mute takes true or false, not a string"],
      [
        untyped(session.sendAudio)([0.5, 0.5]),
        "sendAudio takes an Int16Array of PCM16, a Float32Array or bytes of PCM16, not Array"
      ],
      [
        untyped(session.createResponse)({ instrutions: "Be brief." }),
        "createResponse has no instrutions: did you mean instructions?"
      ],
      [
        untyped(session.createResponse)({ output_modalities: "text" }),
        "output_modalities of createResponse is a string: pass an array"
      ],
      [
        untyped(session.configure)({ turnDetection: null }),
        "configure has no turnDetection: did you mean turn_detection?"
      ],
      [
        untyped(session.addItem)({ type: "message", role: "user", content: "Hello." }),
        "content of addItem is a string: pass an array"
      ],
      [
        untyped(session.addItem)({ type: "message", role: "user", content: [{ type: "input_text", text: 7 }] }),
        "content[0].text of addItem is 7: pass a string"
      ],
      [
        untyped(session.addItem)({ type: "message", role: "user", content: [] }, { after: 7 }),
        'after of a command is 7: pass the id of an item, or "root"'
      ],
      [untyped(session.createResponse)("Be brief."), "createResponse takes an object, not a string"],
      [
        untyped(session.configure)("Be brief."),
        'configure takes an object of settings, e.g. { instructions: "Be brief." }, not a string'
      ],
      [
        untyped(session.configure)({ voice: "marin", audio: { output: { voice: "cedar" } } }),
        "configure has voice twice: pass it once, as voice or in audio.output"
      ],
      [untyped(session.onEvent)("response.done"), "onEvent takes a function (direction, event), not a string"],
      [
        untyped(session.reconnectNow)(),
        "this session does not reconnect: leave reconnect: false and callId out of connect"
      ],
      [
        untyped(session.addItem)(undefined),
        'addItem takes an item with a type, e.g. { type: "message" }, not undefined'
      ],
      [untyped(session.deleteItem)(""), "deleteItem takes the id of an item, not a string"],
      [untyped(session.retrieveItem)({ id: "item_1" }), "retrieveItem takes the id of an item, not an object"]
    ]
    for (const [answer, said] of wrong) assert.strictEqual(await refusal(answer), said)
  }))

it("a new field of the service is sent, and one that resembles a known one if that is there too", () =>
  opened(
    replying(updated),
    { session: JSON.parse('{"turn_taking":{"level":3},"audio":{"output":{"voice":null,"voices":["a"]}}}') },
    async (opening) => {
      const session = await opening
      const settings: Record<string, unknown> = { brand_new: 1, voices: "a", voice: undefined }
      const configured: object = await session.configure(settings)
      assert.include(configured, { brand_new: 1, voices: "a" })
    }
  ))

it("a listener that would never be called is refused, with the name that was meant", () =>
  inSession(async (session) => {
    const on = (name: unknown, listener: unknown = () => {}) => refusal(untyped(session.on)(name, listener))
    const others = "Events that have no name here come as unknown."
    assert.strictEqual(
      await on("responze.done"),
      `there is no event responze.done: did you mean response.done? ${others}`
    )
    assert.strictEqual(
      await on("response_done"),
      `there is no event response_done: did you mean response.done? ${others}`
    )
    assert.strictEqual(await on("*"), `there is no event *. ${others}`)
    assert.strictEqual(await on(undefined), `there is no event undefined. ${others}`)
    assert.strictEqual(await on("response.done", {}), "the listener of response.done is an object: pass a function")
    assert.strictEqual(await on("response.done", null), "the listener of response.done is null: pass a function")
    session.on("response.done", () => {})()
  }))
