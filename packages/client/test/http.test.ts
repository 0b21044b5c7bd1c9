import { assert, it } from "@effect/vitest"
import { inspect } from "node:util"
import { calls, createClientSecret, live, webhook } from "../src/http.ts"
import { failure } from "./against.ts"
import { answering, incoming, secret, sign } from "./answering.ts"

const key = "sk-secret"
const callId = "rtc_1"

it("calls are accepted, rejected, referred and hung up, each at its address and with its body", () =>
  answering({}, async (url, asked) => {
    await calls.accept({ url, key, callId, session: { type: "realtime", model: "gpt-realtime" } })
    await calls.reject({ url: `${url}/realtime`, key: () => Promise.resolve(key), callId, statusCode: 486 })
    await calls.refer({ url, key, callId, targetUri: "tel:+14155550123" })
    await calls.hangup({ url: url.replace("http", "ws"), key, callId: "a/../b" })
    assert.deepStrictEqual(
      asked.map(({ url: path, body }) => [path, body]),
      [
        ["/v1/realtime/calls/rtc_1/accept", `{"type":"realtime","model":"gpt-realtime"}`],
        ["/v1/realtime/calls/rtc_1/reject", `{"status_code":486}`],
        ["/v1/realtime/calls/rtc_1/refer", `{"target_uri":"tel:+14155550123"}`],
        ["/v1/realtime/calls/a%2F..%2Fb/hangup", ""]
      ]
    )
    for (const { headers } of asked) assert.strictEqual(headers.authorization, "Bearer sk-secret")
  }))

it("a body that the protocol does not have is not sent", () =>
  answering({}, async (url, asked) => {
    assert.strictEqual((await failure(calls.reject({ url, key, callId, statusCode: 1.5 }))).code, "invalid")
    assert.strictEqual((await failure(createClientSecret({ url, key, expiresAfterSeconds: 0.5 }))).code, "invalid")
    assert.deepStrictEqual(asked, [])
  }))

it("a refusal has the server's status and words; an answer of another shape is malformed", async () => {
  const error = { type: "invalid_request_error", message: "No such call.", code: "call_not_found", param: null }
  await answering({ status: 404, body: JSON.stringify({ error }) }, async (url) => {
    const refused = await failure(calls.hangup({ url, key, callId }))
    assert.deepStrictEqual([refused.code, refused.detail], ["refused", { status: 404, error }])
  })
  await answering({ status: 401, body: "who?" }, async (url) => {
    assert.strictEqual((await failure(calls.hangup({ url, key, callId }))).code, "unauthorized")
  })
  await answering({ body: `{"value":7}` }, async (url) => {
    assert.strictEqual((await failure(createClientSecret({ url, key }))).code, "malformed")
  })
  const session = { type: "realtime", instructions: "x".repeat(1024 * 1024) }
  await answering({ body: JSON.stringify({ value: "ek_1", expires_at: 1, session }) }, async (url) => {
    assert.strictEqual((await failure(createClientSecret({ url, key }))).code, "malformed")
  })
})

it("a refusal in any shape has the server's words, without the key", async () => {
  for (const [body, said] of [
    ['{"error":"slow down"}', "HTTP 429: slow down"],
    ['{"error":{"message":"slow down"}}', "slow down"],
    ['{"detail":[{"msg":"slow down"}]}', "HTTP 429: slow down"],
    ["<html><title>Slow down</title></html>", "HTTP 429: a web page (Slow down)"],
    ["slow sk-secret-key-0123 down", "HTTP 429: slow <redacted> down"]
  ] as const) {
    await answering({ status: 429, body }, async (url) => {
      const error = await failure(createClientSecret({ url, key: "sk-secret-key-0123" }))
      assert.strictEqual(error.message, `the server refused: ${said}`)
    })
  }
})

it("a client secret needs its value alone", async () => {
  for (const more of ["", ',"expires_at":null', ',"expires_at":"soon"']) {
    await answering({ body: `{"value":"ek_1"${more}}` }, async (url) => {
      assert.deepStrictEqual(await createClientSecret({ url, key }), { value: "ek_1" })
    })
  }
})

it("a key goes only to its server: no redirect is followed, and nothing unencrypted leaves this machine", () =>
  answering({}, (elsewhere, asked) =>
    answering({ status: 307, location: elsewhere }, async (url) => {
      const redirect = await failure(calls.hangup({ url, key, callId }))
      assert.deepStrictEqual([redirect.code, redirect.detail.status], ["unreachable", 307])
      const { host } = new URL(elsewhere)
      assert.include(redirect.message, `points to ${host} (HTTP 307): redirects are not followed`)
      const error = await failure(calls.hangup({ url: "http://voice.example/v1", key, callId }))
      assert.strictEqual(error.code, "invalid")
      assert.notInclude(error.message, key)
      assert.deepStrictEqual(asked, [])
    })
  ))

it.each([300, 301, 302, 303, 304, 307, 308])(
  "a redirect of HTTP %i is refused by its status, wherever it points",
  (status) =>
    answering({ status, location: "/elsewhere?of=sk-secret-key" }, async (url, asked) => {
      const error = await failure(createClientSecret({ url, key: "sk-secret-key" }))
      assert.deepStrictEqual([error.code, error.detail.status, asked.length], ["unreachable", status, 1])
      assert.notInclude(inspect(error), "sk-secret-key")
    })
)

it("an address that the server does not have is in the message, since it is most often a wrong url", () =>
  answering({ status: 404, body: "" }, async (url) => {
    const error = await failure(createClientSecret({ url, key }))
    const { host, pathname } = new URL(url)
    const said = `${host} has no ${pathname}/realtime/client_secrets (HTTP 404): pass the url of a server that has it`
    assert.deepStrictEqual([error.code, error.message], ["refused", said])
  }))

it("the platform's words are in the message: why nothing could be asked", async () => {
  const error = await failure(createClientSecret({ url: "http://127.0.0.1:1/v1", key }))
  assert.strictEqual(error.code, "unreachable")
  assert.match(error.message, /^could not ask 127\.0\.0\.1:1: (?!fetch failed).+/)
})

it("the timer of a request is cleared, however the request ends", async () => {
  const timeoutMs = 54_321
  const open = new Set<unknown>()
  const { setTimeout: set, clearTimeout: clear } = globalThis
  Object.assign(globalThis, {
    setTimeout: (...args: Parameters<typeof set>) => {
      const timer = set(...args)
      if (args[1] === timeoutMs) open.add(timer)
      return timer
    },
    clearTimeout: (timer: NodeJS.Timeout) => {
      open.delete(timer)
      clear(timer)
    }
  })
  const settled = async (options: object): Promise<void> => {
    await createClientSecret({ key, timeoutMs, ...options }).catch(() => {})
  }
  try {
    const session = { type: "realtime" } as const
    const secret = JSON.stringify({ value: "ek_1", expires_at: 1, session })
    await answering({ body: secret }, async (url) => void (await createClientSecret({ url, key, timeoutMs })))
    for (const status of [302, 401, 404, 500]) await answering({ status, body: "" }, (url) => settled({ url }))
    await answering({ body: "no JSON" }, (url) => settled({ url }))
    await settled({ url: "http://127.0.0.1:1/v1" })
    await settled({ key: () => Promise.reject(new Error("down")) })
    await settled({ key: "a key" })
    await answering({ body: secret }, (url) => {
      const controller = new AbortController()
      const asked = settled({ url, signal: controller.signal })
      controller.abort()
      return asked
    })
  } finally {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  }
  assert.deepStrictEqual([...open], [])
})

it("no error quotes the key, even if the server or the platform does", async () => {
  const secret = "sk-0123456789"
  const said = {
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: `Incorrect API key: ${secret}.`,
    param: secret
  }
  await answering({ status: 401, body: JSON.stringify({ error: said }) }, async (url) => {
    const error = await failure(createClientSecret({ url, key: secret }))
    assert.deepStrictEqual(
      [error.code, error.message],
      ["unauthorized", "the server refused: Incorrect API key: <redacted>."]
    )
    assert.strictEqual(error.detail.error?.code, "invalid_api_key")
    assert.notInclude(inspect(error, { depth: 9 }), secret)
  })
  const real = globalThis.fetch
  try {
    for (const cause of [
      new TypeError(`invalid header "Bearer ${secret}"`),
      new Error("no", { cause: new Error(secret) })
    ]) {
      globalThis.fetch = () => Promise.reject(cause)
      const error = await failure(createClientSecret({ url: "https://voice.example/v1", key: secret }))
      assert.strictEqual(error.code, "unreachable")
      assert.notInclude(inspect(error, { depth: 9 }), secret)
    }
  } finally {
    globalThis.fetch = real
  }
})

it("a short key garbles no words", () =>
  answering(
    { status: 401, body: JSON.stringify({ error: { type: "t", message: "The credential was refused.", code: null } }) },
    async (url) => {
      const error = await failure(createClientSecret({ url, key: "e" }))
      assert.strictEqual(error.message, "the server refused: The credential was refused.")
    }
  ))

it("a fetch with the rules of Workers is enough: no redirect mode but follow and manual", async () => {
  const real = globalThis.fetch
  await answering(
    { body: JSON.stringify({ value: "ek_1", expires_at: 1, session: { type: "realtime" } }) },
    async (url) => {
      globalThis.fetch = (input, init) => {
        if (init?.redirect !== "manual" && init?.redirect !== "follow") throw new TypeError("Invalid redirect value")
        return real(input, init)
      }
      try {
        assert.strictEqual((await createClientSecret({ url, key })).value, "ek_1")
      } finally {
        globalThis.fetch = real
      }
    }
  )
})

it("a webhook is refused, and not by the platform, if there is no secret", async () => {
  for (const none of [undefined, null, "", " ", "whsec_", "whsec_%", 7, {}]) {
    const options = { payload: incoming, headers: sign(incoming), secret: none }
    const error = await failure(Reflect.apply(webhook.verify, undefined, [options]))
    assert.strictEqual(error.code, "invalid")
    assert.include(error.message, "secret")
  }
})

it("names of a webhook's headers have no case", async () => {
  const headers = Object.fromEntries(
    Object.entries(sign(incoming)).map(([name, value]) => [name.toUpperCase(), [value]])
  )
  const { type } = await webhook.verify({ payload: incoming, headers, secret })
  assert.strictEqual(type, "realtime.call.incoming")
})

it("a genuine webhook gives its event, from either kind of headers", async () => {
  const event = await webhook.verify({ payload: incoming, headers: sign(incoming), secret })
  assert(event.type === "realtime.call.incoming")
  assert.strictEqual(event.data.call_id, "rtc_1")
  const other = `{"type":"batch.completed","id":"evt_2"}`
  const told = await webhook.verify({ payload: other, headers: new Headers(sign(other)), secret })
  assert.deepStrictEqual(told, JSON.parse(other))
})

it("a webhook that was changed, signed by another, too old, from the future, or unsigned is unverified", async () => {
  const headers = sign(incoming)
  const { "webhook-signature": _, ...unsigned } = headers
  const wrong = [
    { payload: `${incoming} `, headers, secret },
    { payload: incoming, headers: { ...headers, "webhook-id": "wh_2" }, secret },
    { payload: incoming, headers, secret: "another" },
    { payload: incoming, headers: sign(incoming, 301), secret },
    { payload: incoming, headers: sign(incoming, -302), secret },
    { payload: incoming, headers: { ...headers, "webhook-timestamp": "soon" }, secret },
    { payload: incoming, headers: { ...headers, "webhook-signature": "v1,@@@ v2" }, secret },
    { payload: incoming, headers: unsigned, secret }
  ]
  const codes = await Promise.all(wrong.map(async (options) => (await failure(webhook.verify(options))).code))
  assert.deepStrictEqual(new Set(codes), new Set(["unverified"]))
})

it("a webhook that is genuine and no event is malformed", async () => {
  const payloads = [`{"type":"realtime.call.incoming","data":{}}`, "[]", "no"]
  const codes = await Promise.all(
    payloads.map(async (payload) => (await failure(webhook.verify({ payload, headers: sign(payload), secret }))).code)
  )
  assert.deepStrictEqual(codes, ["malformed", "malformed", "malformed"])
})

it("keys of Azure mint secrets and act on calls with their own header", () =>
  answering({ body: JSON.stringify({ value: "ek_1", expires_at: 1 }) }, async (url, asked) => {
    await createClientSecret({ url, key, authorization: "api-key" })
    await calls.hangup({ url, key, callId, authorization: "api-key" })
    for (const { headers } of asked) {
      assert.deepStrictEqual([headers["api-key"], headers.authorization], ["sk-secret", undefined])
    }
    assert.strictEqual(asked.length, 2)
  }))

it("a secret without a session, or with one of another shape, is a secret", async () => {
  for (const rest of [{}, { session: null }, { session: 7 }]) {
    await answering({ body: JSON.stringify({ value: "xai-1", expires_at: 1, ...rest }) }, async (url) => {
      assert.deepStrictEqual(await createClientSecret({ url, key }), { value: "xai-1", expiresAt: new Date(1000) })
    })
  }
})

it("a webhook of Live is one of three, and one without its session is malformed", async () => {
  const of = (type: string, data: object) => JSON.stringify({ id: "evt_1", object: "event", type, created_at: 1, data })
  const sip = { session_id: "live_1", sip_headers: [{ name: "From", value: "sip:a@example.com" }] }
  const payloads = [
    of("live.transport.incoming", { type: "sip", ...sip }),
    of("live.transport.connected", { type: "webrtc", session_id: "live_1" }),
    of("live.call.incoming", sip)
  ]
  for (const payload of payloads) {
    const event = await webhook.verify({ payload, headers: sign(payload), secret })
    if (event.type === "live.transport.connected") assert.strictEqual(event.data.session_id, "live_1")
    assert.deepStrictEqual(event, JSON.parse(payload))
  }
  const payload = of("live.transport.connected", { type: "webrtc" })
  assert.strictEqual((await failure(webhook.verify({ payload, headers: sign(payload), secret }))).code, "malformed")
})

it("sessions of Live are opened, forked, accepted, rejected, referred and hung up, each at its address and with its body", () =>
  answering(
    { body: `{"session":{"id":"live_2"},"transport":{"type":"webrtc","sdp":"answer"}}` },
    async (url, asked) => {
      const api = { url: `${url}/live`, key, sessionId: "a/../b" }
      const session = { model: "gpt-live-1" }
      const answer = { sessionId: "live_2", sdp: "answer" }
      assert.deepStrictEqual(await live.create({ url, key, session, sdp: "offer" }), answer)
      assert.deepStrictEqual(await live.fork({ ...api, sdp: "offer", session: { store: true } }), answer)
      assert.deepStrictEqual(await live.fork({ ...api, sdp: "offer" }), answer)
      await live.accept({ ...api, session })
      await live.reject({ ...api, statusCode: 486 })
      await live.refer({ ...api, targetUri: "tel:+14155550123" })
      await live.hangup(api)
      const { body, contentType } = await live.content(api)
      assert.strictEqual(contentType, "application/octet-stream")
      assert.include(await new Response(body).text(), "live_2")
      const below = "/v1/live/sessions/a%2F..%2Fb"
      const transport = `"transport":{"type":"webrtc","sdp":"offer"}`
      assert.deepStrictEqual(
        asked.map(({ body: text, method, url: path }) => [method, path, text]),
        [
          ["POST", "/v1/live/sessions", `{"session":{"model":"gpt-live-1"},${transport}}`],
          ["POST", `${below}/fork`, `{"session":{"store":true},${transport}}`],
          ["POST", `${below}/fork`, `{${transport}}`],
          ["POST", `${below}/accept`, `{"session":{"model":"gpt-live-1","type":"live"}}`],
          ["POST", `${below}/reject`, `{"status_code":486}`],
          ["POST", `${below}/refer`, `{"target_uri":"tel:+14155550123"}`],
          ["POST", `${below}/hangup`, ""],
          ["GET", `${below}/content`, ""]
        ]
      )
      for (const { headers } of asked) assert.strictEqual(headers.authorization, "Bearer sk-secret")
    }
  ))

it("a request about Live that the protocol does not have is not sent, and an answer without an SDP is malformed", () =>
  answering({ body: `{"session":{"id":"live_2"}}` }, async (url, asked) => {
    const api = { url, key, sessionId: "live_1" }
    const wrong = [
      live.reject({ ...api, statusCode: 200 }),
      live.reject({ ...api, statusCode: 700 }),
      live.create({ url, key, session: { model: "gpt-live-1" }, sdp: "" }),
      Reflect.apply(live.create, undefined, [{ ...api, session: { model: 7 }, sdp: "offer" }]),
      Reflect.apply(live.hangup, undefined, [{ url, key, sessionID: "live_1" }])
    ]
    const codes = await Promise.all(wrong.map(async (each) => (await failure(each)).code))
    assert.deepStrictEqual(new Set(codes), new Set(["invalid"]))
    assert.deepStrictEqual(asked, [])
    const answer = live.create({ url, key, session: { model: "gpt-live-1" }, sdp: "offer" })
    assert.strictEqual((await failure(answer)).code, "malformed")
  }))
