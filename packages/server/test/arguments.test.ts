/** What a program in JavaScript passes by mistake is refused at its own line, with the field and what to pass. */
import { ArgumentError } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { assert, it } from "vitest"
import {
  compatible,
  Engine,
  Keys,
  makeByteBudget,
  makeCallsHandler,
  makeGate,
  makeHandler,
  makeLiveHandler,
  makePhoneCalls,
  makeWebhook,
  scripted,
  serve,
  serveBeta,
  serveLive,
  serveTranslation,
  withFaults
} from "../src/index.ts"

const connection = { send: () => Effect.void, close: () => Effect.void, incoming: Stream.empty }
const handshake = { path: "/v1/realtime", query: {} }
const given = "pass the one that listener.run gives"
const chat = { baseUrl: "http://127.0.0.1:8000/v1", model: "m" }
const hold = () => Effect.void
const gate = { admit: hold, enter: hold }

it.each([
  ["serve takes an accepted connection, not undefined: " + given, serve, []],
  ["serveBeta takes an accepted connection, not a string: " + given, serveBeta, ["ws://127.0.0.1"]],
  ["serveTranslation takes an accepted connection, not an object: " + given, serveTranslation, [{}]],
  ["serveLive takes an accepted connection, not an object: " + given, serveLive, [{ connection }]],
  [
    "serve takes the handshake second and the options third, and the second is an object without a query",
    serve,
    [connection, { seed: "7" }]
  ],
  ["serve has no option limit: did you mean limits?", serve, [connection, handshake, { limit: {} }]],
  ["sessionMs of serveLive is a string: pass a number from 0", serveLive, [connection, handshake, { sessionMs: "1h" }]],
  [
    "verifyKey of serve is a boolean: pass a function that gives an Effect",
    serve,
    [connection, undefined, { verifyKey: true }]
  ],
  [
    'origins of makeHandler is a string: pass a list of origins, e.g. ["https://example.com"]',
    makeHandler,
    [{ origins: "https://example.com" }]
  ],
  ["makeGate has no option origin: did you mean origins?", makeGate, [{ origin: "https://example.com" }]],
  [
    "apiKeys of Keys.layer is an array: pass a list of keys, each made by Redacted.make, or a function that gives an Effect",
    Keys.layer,
    [{ apiKeys: ["sk-secret"] }]
  ],
  ["makeCallsHandler has no gate: pass what makeGate gives", makeCallsHandler, [{ answer: hold, hold }]],
  [
    "makeLiveHandler has no sessions: pass what makeLiveSessions() gives, the same that serveLive has",
    makeLiveHandler,
    [{ answer: hold, hold, gate }]
  ],
  [
    "announce of makePhoneCalls is a string: pass a function that gives an Effect",
    makePhoneCalls,
    [{ gate, hold, announce: "x" }]
  ],
  [
    "secret of makeWebhook is a string: pass Redacted.make of a text that is not empty",
    makeWebhook,
    [{ url: "http://127.0.0.1/", secret: "whsec_abcd" }]
  ],
  [
    "url of makeWebhook is a string: pass an http or https address",
    makeWebhook,
    [{ url: "127.0.0.1:80", secret: Redacted.make("x") }]
  ],
  ["makeByteBudget takes a number of bytes, not NaN", makeByteBudget, [Number.NaN]],
  [
    "chances of withFaults is an object: pass an object of chances from 0 to 1, e.g. { late: 0.05 }",
    withFaults,
    [connection, { seed: "7", chances: { cut: 5 } }]
  ],
  [
    'compatible has no chat: pass a server, e.g. { baseUrl: "http://127.0.0.1:8000/v1", model: "llama3.2" }',
    compatible,
    [{}]
  ],
  [
    "chat of compatible has no option url: did you mean baseUrl?",
    compatible,
    [{ chat: { url: chat.baseUrl, model: "m" } }]
  ],
  [
    "apiKey of speech of compatible is a string: pass Redacted.make of the key",
    compatible,
    [{ chat, speech: { ...chat, apiKey: "sk-secret" } }]
  ],
  ['deadline of compatible is a string: pass a duration, e.g. "20 seconds"', compatible, [{ chat, deadline: "soon" }]],
  ['the script is undefined: pass e.g. { turns: [{ say: "It is noon." }] }', scripted, []],
  ['turns of the script is an array: pass an array of turns, e.g. [{ say: "It is noon." }]', scripted, [{ turns: [] }]],
  ["turns[0] of the script has no option sya: did you mean say?", Engine.scripted, [{ turns: [{ sya: "x" }] }]]
] as const)("%s", (message, call, args) => {
  const callHere = () => Reflect.apply(call, undefined, args)
  try {
    callHere()
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    assert.strictEqual(error.message, message)
    assert.match(error.stack?.split("\n").slice(1, 3).join() ?? "", /callHere/)
    assert.notInclude(error.message, "sk-secret")
    return
  }
  assert.fail("it was taken")
})
