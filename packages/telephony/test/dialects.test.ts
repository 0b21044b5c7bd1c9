import { type Dialect, Dialects, type Said, type Started } from "@antiphon/telephony"
import { assert, describe, it } from "@effect/vitest"
import * as Asterisk from "../src/dialects/asterisk.ts"
import { audioSocketFrame } from "../src/dialects/audioSocket.ts"
import * as Plivo from "../src/dialects/plivo.ts"
import * as Telnyx from "../src/dialects/telnyx.ts"
import * as Twilio from "../src/dialects/twilio.ts"
import * as Vonage from "../src/dialects/vonage.ts"
import { inbound, outbound } from "./frames.ts"

const dialects: Readonly<Record<keyof typeof inbound, Dialect>> = {
  twilio: Dialects.twilio,
  signalwire: Dialects.signalwire,
  telnyx: Dialects.telnyx(),
  vonage: Dialects.vonage,
  plivo: Dialects.plivo,
  asterisk: Dialects.asterisk()
}
const received = {
  twilio: Twilio.Inbound,
  signalwire: Twilio.Inbound,
  telnyx: Telnyx.Inbound,
  vonage: Vonage.Inbound,
  plivo: Plivo.Inbound,
  asterisk: Asterisk.Inbound
}
const sent = {
  twilio: Twilio.Outbound,
  telnyx: Telnyx.Outbound,
  vonage: Vonage.Outbound,
  plivo: Plivo.Outbound,
  asterisk: Asterisk.Outbound
}
const names = ["twilio", "signalwire", "telnyx", "vonage", "plivo", "asterisk"] as const

/** Decodes and encodes. The type of the frame is not known here. */
const thereAndBack = (
  frames: {
    decode: (text: string) => { _tag: string; event?: unknown; issues?: unknown }
    encode: (event: never) => string
  },
  text: string
) => {
  const decoded = frames.decode(text)
  assert.strictEqual(decoded._tag, "Known", text)
  assert.isUndefined(decoded.issues, text)
  return frames.encode(decoded.event as never)
}

const startOf = (name: keyof typeof inbound): Started => {
  const start = inbound[name].map((text) => dialects[name].decode(text)).find(({ _tag }) => _tag === "Started")
  if (start?._tag !== "Started") throw new Error(`no start in the frames of ${name}`)
  return start
}

describe.each(names)("%s", (name) => {
  it("reads every frame of the inventory, and gives it back byte for byte", () => {
    for (const text of inbound[name]) {
      assert.strictEqual(thereAndBack(received[name], text), text)
      assert.notStrictEqual(dialects[name].decode(text)._tag, "Odd", text)
    }
  })

  it("writes frames that the carrier's vocabulary has, as the inventory has them", () => {
    const said: ReadonlyArray<Said> = [
      { _tag: "Begin" },
      { _tag: "Audio", bytes: new Uint8Array([255, 255, 255, 255]) },
      { _tag: "Mark", name: "0.1" },
      { _tag: "Clear" },
      { _tag: "Dtmf", digits: "12#" },
      { _tag: "Hangup" }
    ]
    const own = name === "signalwire" ? "twilio" : name
    const start = name === "signalwire" ? startOf("twilio") : startOf(name)
    for (const each of said) {
      for (const frame of dialects[name].encode(each, start)) {
        if (typeof frame === "string") assert.include(outbound[own] as ReadonlyArray<string>, frame)
        else assert.deepStrictEqual([...frame], [255, 255, 255, 255])
      }
    }
    for (const text of outbound[own]) assert.strictEqual(thereAndBack(sent[own], text), text)
  })

  it("keeps hostile frames whole as odd, and never throws", () => {
    const hostile = ["", "null", "[]", "{", "{}", `{"event":5}`, `{"event":"__proto__"}`, `{"event":"new.thing","a":1}`]
    const broken = inbound[name].map((text) => text.slice(0, -2))
    const hollow = received[name].types.map((type) => `{"event":"${type}","start":7,"media":{"payload":5}}`)
    for (const raw of [...hostile, ...broken, "[".repeat(100_000)]) {
      assert.deepInclude(dialects[name].decode(raw), { _tag: "Odd", raw })
    }
    for (const raw of hollow) {
      const heard = dialects[name].decode(raw)
      if (heard._tag === "Odd") assert.strictEqual(heard.raw, raw)
      else assert.notStrictEqual(heard._tag, "Audio")
    }
    if (name !== "vonage" && name !== "asterisk") {
      assert.strictEqual(dialects[name].decode(new Uint8Array([1, 2]))._tag, "Odd")
    }
  })
})

it("a number is read as a number, whether the carrier writes it as a number or as text", () => {
  const text = `{"event":"media","media":{"chunk":7,"timestamp":"140","payload":"/w=="}}`
  assert.deepInclude(Dialects.twilio.decode(text), { chunk: 7, timestampMs: 140 })
})

it("the application's own audio does not come back as the caller's", () => {
  const text = `{"event":"media","media":{"track":"outbound","payload":"/w=="}}`
  for (const name of ["twilio", "telnyx", "plivo"] as const)
    assert.strictEqual(dialects[name].decode(text)._tag, "Noted")
})

it("a Telnyx leg with A-law is not taken for one with µ-law", () => {
  assert.deepInclude(startOf("telnyx"), { format: { type: "audio/pcma" }, from: "+15550100", to: undefined })
})

it("the bytes of Telnyx's L16 are swapped both ways unless the deployment has them in little-endian order", () => {
  const bytes = new Uint8Array([1, 2])
  const text = `{"event":"media","media":{"payload":"AQI="}}`
  const playFormat = { type: "audio/pcm", rate: 16_000 } as const
  const big = Dialects.telnyx({ playFormat })
  const little = Dialects.telnyx({ playFormat, l16: "little" })
  assert.deepInclude(big.decode(text), { bytes: new Uint8Array([2, 1]) })
  assert.deepInclude(little.decode(text), { bytes })
  assert.deepStrictEqual(big.encode({ _tag: "Audio", bytes }, startOf("telnyx")), [
    `{"event":"media","media":{"payload":"AgE="}}`
  ])
})

it("a frame of SignalWire is also read from the envelope of a log", () => {
  const rawEvent = JSON.parse(inbound.signalwire[2])
  const heard = Dialects.signalwire.decode(JSON.stringify({ timestamp: "t", eventType: "media", rawEvent }))
  assert.strictEqual(heard._tag, "Audio")
})

describe("asterisk in plain text", () => {
  const plain = Dialects.asterisk({ control: "plain-text" })

  it("reads the frames that it reads in JSON", () => {
    const start =
      "MEDIA_START connection_id:agent channel:WebSocket/agent/0x1 channel_id:1764.1 format:ulaw optimal_frame_size:160 ptime:20"
    assert.deepInclude(plain.decode(start), { _tag: "Started", callId: "1764.1", frameSamples: 160 })
    assert.deepStrictEqual(plain.decode("MEDIA_MARK_PROCESSED 0.12"), { _tag: "Mark", name: "0.12" })
    assert.deepStrictEqual(plain.decode("MEDIA_MARK_PROCESSED correlation_id:0.12"), { _tag: "Mark", name: "0.12" })
    assert.deepStrictEqual(plain.decode("DTMF_END digit:5"), { _tag: "Dtmf", digits: "5" })
    assert.deepStrictEqual(plain.decode("MEDIA_XOFF"), { _tag: "Flow", isPaused: true })
    assert.deepStrictEqual(plain.decode("MEDIA_XON"), { _tag: "Flow", isPaused: false })
    assert.deepInclude(plain.decode("SOMETHING_NEW a:b"), { _tag: "Odd", raw: "SOMETHING_NEW a:b" })
  })

  it("buffers again after a flush, because a flush ends buffering", () => {
    assert.deepStrictEqual(plain.encode({ _tag: "Clear" }, startOf("asterisk")), [
      "FLUSH_MEDIA",
      "START_MEDIA_BUFFERING"
    ])
    assert.deepStrictEqual(plain.encode({ _tag: "Mark", name: "0.12" }, startOf("asterisk")), ["MARK_MEDIA 0.12"])
  })
})

describe("audioSocket", () => {
  const dialect = Dialects.audioSocket()
  const uuid = Uint8Array.from({ length: 16 }, (_, at) => at)
  const started = dialect.decode(audioSocketFrame(0x01, uuid))

  it("reads the uuid, audio, keys and the end", () => {
    assert.deepInclude(started, { _tag: "Started", callId: "00010203-0405-0607-0809-0a0b0c0d0e0f" })
    assert.deepInclude(dialect.decode(audioSocketFrame(0x10, new Uint8Array(320))), { _tag: "Audio" })
    assert.deepStrictEqual(dialect.decode(audioSocketFrame(0x03, new Uint8Array([0x35]))), {
      _tag: "Dtmf",
      digits: "5"
    })
    assert.deepStrictEqual(dialect.decode(audioSocketFrame(0x00)), { _tag: "Stopped" })
    assert.strictEqual(dialect.decode(audioSocketFrame(0xff, new Uint8Array([4])))._tag, "Noted")
  })

  it("writes audio that it reads, at every rate that Asterisk has", () => {
    for (const rate of [8000, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000]) {
      const each = Dialects.audioSocket({ format: { type: "audio/pcm", rate } })
      const bytes = new Uint8Array(rate / 25).fill(3)
      if (started._tag !== "Started") throw new Error("not started")
      const [frame = ""] = each.encode({ _tag: "Audio", bytes }, started)
      assert.deepStrictEqual(each.decode(frame), { _tag: "Audio", bytes })
    }
  })

  it("does not take µ-law under the kind of linear PCM for sound, unless the format says so", () => {
    const frame = audioSocketFrame(0x10, new Uint8Array(160))
    assert.strictEqual(dialect.decode(frame)._tag, "Odd")
    assert.strictEqual(Dialects.audioSocket({ format: { type: "audio/pcmu" } }).decode(frame)._tag, "Audio")
  })

  it("finds frames in bytes however they are cut", () => {
    const frames = [
      audioSocketFrame(0x01, uuid),
      audioSocketFrame(0x10, new Uint8Array(320).fill(9)),
      audioSocketFrame(0x00)
    ]
    const all = Uint8Array.from(frames.flatMap((frame) => [...frame]))
    for (const size of [1, 2, 7, 400]) {
      const split = Dialects.makeAudioSocketSplitter()
      const found: Array<Uint8Array> = []
      for (let at = 0; at < all.length; at += size) found.push(...split(all.slice(at, at + size)))
      assert.deepStrictEqual(found, frames)
    }
  })

  it("calls a frame of another length, or of an unknown kind, odd", () => {
    for (const frame of [
      "x",
      new Uint8Array(0),
      new Uint8Array([0x10, 0, 9]),
      audioSocketFrame(0x7a),
      audioSocketFrame(0x01)
    ]) {
      assert.deepInclude(dialect.decode(frame), { _tag: "Odd", raw: frame })
    }
  })
})

describe("what a carrier leaves out or writes in another way", () => {
  const started = (dialect: Dialect, frame: object) => {
    const heard = dialect.decode(JSON.stringify(frame))
    assert(heard._tag === "Started", JSON.stringify(heard))
    return heard
  }
  const twilio = (start: object, more: object = {}) =>
    started(Dialects.twilio, { event: "start", ...more, start: { callSid: "CA1", streamSid: "MZ1", ...start } })
  const vonage = (headers: object) => started(Dialects.vonage, { event: "websocket:connected", uuid: "u", ...headers })

  it("does not stop a call: G.711 needs no rate, and µ-law is what Twilio and Plivo have if they say nothing", () => {
    const law = { type: "audio/pcmu" }
    assert.deepStrictEqual(twilio({}).format, law)
    assert.deepStrictEqual(twilio({ mediaFormat: { encoding: "audio/x-mulaw;rate=8000" } }).format, law)
    assert.deepStrictEqual(
      started(Dialects.plivo, { event: "start", start: { callId: "c", streamId: "s" } }).playFormat,
      law
    )
    const leg = { call_control_id: "c", media_format: { encoding: "PCMA" } }
    assert.deepStrictEqual(started(Dialects.telnyx(), { event: "start", start: leg }).format, { type: "audio/pcma" })
    const whole = { event: "MEDIA_START", channel_id: "c", format: "ULAW", optimal_frame_size: 0 }
    assert.isUndefined(started(Dialects.asterisk(), whole).frameSamples)
  })

  it("is read from the other place: the stream's id beside the start", () => {
    assert.strictEqual(twilio({ streamSid: undefined }, { streamSid: "MZ2" }).streamId, "MZ2")
  })

  it("keeps numbers and flags as texts, in parameters, keys and marks", () => {
    const { from, parameters } = twilio({ customParameters: { from: 4915, vip: true } })
    assert.deepStrictEqual([from, parameters], ["4915", { from: "4915", vip: "true" }])
    assert.strictEqual(vonage({ uuid: 7, "content-type": "audio/l16" }).callId, "7")
    const key = Dialects.twilio.decode('{"event":"dtmf","dtmf":{"digit":5}}')
    assert.deepStrictEqual(key, { _tag: "Dtmf", digits: "5" })
    assert.deepStrictEqual(Dialects.vonage.decode('{"event":"websocket:dtmf","digit":0}'), {
      _tag: "Dtmf",
      digits: "0"
    })
    assert.deepStrictEqual(Dialects.twilio.decode('{"event":"mark","mark":{"name":3}}'), { _tag: "Mark", name: "3" })
  })

  it("does not change the rate: quotes and capitals are those of any media type", () => {
    for (const written of ["audio/l16;rate=8000", "Audio/L16; Rate=8000", 'audio/l16;rate="8000"']) {
      assert.deepStrictEqual(vonage({ "content-type": written }).format, { type: "audio/pcm", rate: 8000 }, written)
    }
    assert.deepStrictEqual(vonage({ "content-type": "audio/l16" }).format, { type: "audio/pcm", rate: 16_000 })
  })
})
