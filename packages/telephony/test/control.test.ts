import type { CallControl } from "@antiphon/telephony"
import * as Node from "@antiphon/telephony/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHmac, sign, verify } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  applicationKeys,
  publicUrl,
  secret,
  streamToken,
  telnyxKeys,
  telnyxPublicKey,
  vonageToken
} from "./everyCarrier.ts"

interface Seen {
  readonly request: string
  readonly authorization: string
  readonly body: string
}

/** A carrier's HTTP interface that keeps what it is asked. */
const withApi = async (use: (url: string, seen: ReadonlyArray<Seen>) => Promise<void>, status = 200) => {
  const seen: Array<Seen> = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk: Buffer) => (body += chunk.toString()))
    request.on("end", () => {
      const { headers, method = "", url = "" } = request
      seen.push({ request: `${method} ${url}`, authorization: headers.authorization ?? "", body })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen)
  } finally {
    server.close()
  }
}

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`
const privateKey = applicationKeys.privateKey.export({ format: "pem", type: "pkcs8" }).toString()

const controls = {
  twilio: (url: string) => Node.twilio({ publicUrl, authToken: secret, accountSid: "AC1", apiUrl: url }).control,
  signalwire: (url: string) =>
    Node.signalwire({ publicUrl, signingKey: secret, api: { url, project: "p", token: "t" } }).control,
  telnyx: (url: string) => Node.telnyx({ publicUrl, publicKey: telnyxPublicKey, apiKey: secret, apiUrl: url }).control,
  vonage: (url: string) =>
    Node.vonage({ publicUrl, signatureSecret: secret, application: { id: "app", privateKey }, apiUrl: url }).control,
  plivo: (url: string) => Node.plivo({ publicUrl, authToken: secret, authId: "MA1", apiUrl: url }).control,
  asterisk: (url: string) =>
    Node.asterisk({ username: "a", password: "b", ari: { url: `${url}/ari`, username: "ari", password: "c" } }).control
}

const expected: Readonly<Record<keyof typeof controls, ReadonlyArray<string>>> = {
  twilio: [
    "POST /2010-04-01/Accounts/AC1/Calls/c%2F1.json Status=completed",
    "POST /2010-04-01/Accounts/AC1/Calls/c%2F1.json Twiml=<Response><Dial>+15550199</Dial></Response>",
    `POST /2010-04-01/Accounts/AC1/Calls/c%2F1.json Twiml=<Response><Play digits="1#"/><Connect><Stream url="${publicUrl}"/></Connect></Response>`
  ],
  signalwire: [
    "POST /api/laml/2010-04-01/Accounts/p/Calls/c%2F1.json Status=completed",
    "POST /api/laml/2010-04-01/Accounts/p/Calls/c%2F1.json Twiml=<Response><Dial>+15550199</Dial></Response>",
    `POST /api/laml/2010-04-01/Accounts/p/Calls/c%2F1.json Twiml=<Response><Play digits="1#"/><Connect><Stream url="${publicUrl}" codec="PCMU" authBearerToken="${streamToken}"/></Connect></Response>`
  ],
  telnyx: [
    "POST /v2/calls/c%2F1/actions/hangup {}",
    `POST /v2/calls/c%2F1/actions/transfer {"to":"+15550199"}`,
    `POST /v2/calls/c%2F1/actions/send_dtmf {"digits":"1#"}`
  ],
  vonage: [
    `PUT /v1/calls/c%2F1 {"action":"hangup"}`,
    `PUT /v1/calls/c%2F1 {"action":"transfer","destination":{"type":"ncco","ncco":[{"action":"connect","endpoint":[{"type":"phone","number":"15550199"}]}]}}`,
    `PUT /v1/calls/c%2F1/dtmf {"digits":"1#"}`
  ],
  plivo: [
    "DELETE /v1/Account/MA1/Call/c%2F1/ ",
    `POST /v1/Account/MA1/Call/c%2F1/ {"legs":"aleg","aleg_url":"https://phone.example/stream?transfer=%2B15550199","aleg_method":"POST"}`
  ],
  asterisk: ["POST /ari/channels/77.1/redirect?endpoint=%2B15550199 ", "POST /ari/channels/77.1/dtmf?dtmf=1%23 "]
}

const readable = ({ body, request }: Seen) =>
  `${request} ${body.startsWith("{") ? body : decodeURIComponent(body.replaceAll("+", " "))}`

describe.each(["twilio", "signalwire", "telnyx", "vonage", "plivo", "asterisk"] as const)(
  "the control of %s",
  (name) => {
    const actAll = (control: CallControl) => {
      const parameters = { caller: "77.1" }
      return Effect.all([
        control.hangup?.("c/1") ?? Effect.void,
        control.transfer?.("c/1", "+15550199", parameters) ?? Effect.void,
        control.sendDtmf?.("c/1", "1#", parameters) ?? Effect.void
      ])
    }

    it("asks over HTTP as the carrier documents it", () =>
      withApi(async (url, seen) => {
        const control = controls[name](url)
        if (control === undefined) return assert.fail("no control")
        await Effect.runPromise(actAll(control))
        assert.deepStrictEqual(seen.map(readable), expected[name])
        for (const { authorization } of seen) {
          if (name === "vonage") {
            const [head = "", claims = "", signature = ""] = authorization.slice("Bearer ".length).split(".")
            const signed = Buffer.from(signature, "base64url")
            assert.isTrue(verify("sha256", Buffer.from(`${head}.${claims}`), applicationKeys.publicKey, signed))
            assert.include(Buffer.from(claims, "base64url").toString(), `"application_id":"app"`)
          } else {
            const expectedKey = {
              twilio: basic("AC1", secret),
              signalwire: basic("p", "t"),
              telnyx: `Bearer ${secret}`,
              plivo: basic("MA1", secret),
              asterisk: basic("ari", "c")
            }[name]
            assert.strictEqual(authorization, expectedKey)
          }
        }
      }))

    it("says that the carrier refused, without its address or key", () =>
      withApi(async (url) => {
        const transfer = controls[name](url)?.transfer
        if (transfer === undefined) return assert.fail("no transfer")
        const error = await Effect.runPromise(Effect.flip(transfer("c1", "+15550199", {})))
        assert.strictEqual(error.code, "refused")
        assert.notInclude(error.message, url)
        assert.notInclude(error.message, secret)
      }, 500))
  }
)

describe("the webhooks", () => {
  const form = "CallSid=CA1&CallUUID=u1&From=%2B15550100&To=%2B15550199&AnsweredBy=human"
  const request = (headers: Record<string, string>, body = form, more: { method?: string; target?: string } = {}) => ({
    method: "POST",
    target: "/stream",
    headers,
    body,
    ...more
  })
  const sha1 = (text: string) => createHmac("sha1", secret).update(text).digest("base64")
  const fields = "AnsweredByhumanCallSidCA1CallUUIDu1From+15550100To+15550199"
  const parameters = `<Parameter name="from" value="+15550100"/><Parameter name="to" value="+15550199"/><Parameter name="answeredBy" value="human"/>`

  it("of Twilio and SignalWire open a stream and pass on who calls, and whether a machine answered", async () => {
    const signature = sha1(`https://phone.example/stream${fields}`)
    const twilio = Node.twilio({ publicUrl, authToken: secret })
    assert.include((await twilio.answer?.(request({ "x-twilio-signature": signature })))?.body, parameters)
    assert.strictEqual((await twilio.answer?.(request({})))?.status, 403)
    const signalwire = Node.signalwire({ publicUrl, signingKey: secret, codec: "L16@24000h" })
    const answered = await signalwire.answer?.(request({ "x-signalwire-signature": signature }))
    assert.include(answered?.body, `codec="L16@24000h" authBearerToken="${streamToken}">${parameters}`)
    assert.strictEqual((await signalwire.answer?.(request({})))?.status, 403)
  })

  it("of Telnyx answer a call and then start its stream, each command once", () =>
    withApi(async (url, seen) => {
      const telnyx = Node.telnyx({ publicUrl, publicKey: telnyxPublicKey, apiKey: secret, apiUrl: url })
      const send = (type: string, direction = "incoming") => {
        const payload = { call_control_id: "v3:1", direction }
        const body = JSON.stringify({ data: { id: "e1", event_type: type, payload } })
        const timestamp = String(Math.floor(Date.now() / 1000))
        const signature = sign(null, Buffer.from(`${timestamp}|${body}`), telnyxKeys.privateKey).toString("base64")
        const headers = { "telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp }
        return telnyx.answer?.(request(headers, body))
      }
      assert.strictEqual((await telnyx.answer?.(request({}, "{}")))?.status, 403)
      for (const type of ["call.initiated", "call.answered", "call.hangup"]) {
        assert.strictEqual((await send(type))?.status, 200)
      }
      await send("call.initiated", "outgoing")
      assert.deepStrictEqual(seen.map(readable), [
        `POST /v2/calls/v3%3A1/actions/answer {"command_id":"e1-answer"}`,
        `POST /v2/calls/v3%3A1/actions/streaming_start {"command_id":"e1-stream","stream_url":"${publicUrl}","stream_track":"inbound_track","stream_bidirectional_mode":"rtp","stream_bidirectional_codec":"PCMU","stream_auth_token":"${streamToken}"}`
      ])
    }))

  it("of Vonage connect the call to the socket at 24 kHz, asked by GET or POST, and nothing stands behind it", async () => {
    const vonage = Node.vonage({ publicUrl, signatureSecret: secret })
    const authorization = vonageToken()
    const byGet = { method: "GET", target: "/stream?uuid=u1&from=15550100&to=15550199" }
    const got = await vonage.answer?.(request({ authorization }, "", byGet))
    const posted = await vonage.answer?.(
      request({ authorization }, JSON.stringify({ uuid: "u1", from: "15550100", to: "15550199" }))
    )
    assert.deepStrictEqual(got, posted)
    assert.deepStrictEqual(JSON.parse(got?.body ?? ""), [
      {
        action: "connect",
        endpoint: [
          {
            type: "websocket",
            uri: publicUrl,
            "content-type": "audio/l16;rate=24000",
            headers: { uuid: "u1", from: "15550100", to: "15550199" },
            authorization: { type: "vonage" }
          }
        ]
      }
    ])
    assert.strictEqual((await vonage.answer?.(request({}, "", byGet)))?.status, 403)
  })

  it("of Plivo open a stream with a token in its address, and transfer a call to the number that was signed", async () => {
    const plivo = Node.plivo({ publicUrl, authToken: secret })
    const signed = (text: string) => ({
      "x-plivo-signature-v3": createHmac("sha256", secret).update(text).digest("base64"),
      "x-plivo-signature-v3-nonce": "7"
    })
    const opened = await plivo.answer?.(request(signed(`https://phone.example/stream?${fields}.7`)))
    assert.include(opened?.body, `extraHeaders="from=15550100;to=15550199">${publicUrl}?token=${streamToken}</Stream>`)
    const target = "/stream?transfer=%2B15550199"
    const text = `https://phone.example/stream?transfer=+15550199.${fields}.7`
    const moved = await plivo.answer?.(request(signed(text), form, { target }))
    assert.include(moved?.body, "<Dial><Number>+15550199</Number></Dial>")
    const other = await plivo.answer?.(request(signed(text), form, { target: "/stream?transfer=%2B1900" }))
    assert.strictEqual(other?.status, 403)
  })
})
