/** Calls over real sockets whose caller interrupts a long greeting, with our bridge and with the transport of agents-js. */
import { connect } from "@antiphon/client"
import { startServer } from "@antiphon/testing"
import { bridge, listen, twilio } from "@antiphon/telephony/node"
import { dial, type DialledCall, twilioSide } from "@antiphon/telephony/testing"
import { RealtimeAgent, RealtimeSession } from "@openai/agents/realtime"
import { TwilioRealtimeTransportLayer } from "@openai/agents-extensions"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { WebSocketServer } from "ws"

const rate = 8000
const quietMs = 2500
const publicUrl = "wss://phone.example/stream"
const authToken = "12345"
const signature = createHmac("sha1", authToken).update(publicUrl).digest("base64")

/** Something like a voice, at once loud. */
const speech = (ms: number, hz: number): Int16Array =>
  Int16Array.from({ length: (ms * hz) / 1000 }, (_, at) =>
    Math.round(9000 * (0.6 + 0.4 * Math.sin((8 * Math.PI * at) / hz)) * Math.sin((440 * Math.PI * at) / hz))
  )

const script = {
  turns: [
    { say: "Welcome.", voice: speech(12_000, 24_000) },
    { say: "Yes.", voice: speech(400, 24_000) }
  ]
} as const

/** What one call showed, in ms. */
export interface Interrupted {
  readonly differenceMs: number
  readonly silenceMs: number
  readonly clearMs: number
}

type Server = Awaited<ReturnType<typeof startServer>>

const call = async (url: string, callSid: string, delayMs: number): Promise<DialledCall> => {
  const say = new Int16Array((rate * (quietMs + 1500)) / 1000)
  say.set(speech(1500, rate), (rate * quietMs) / 1000)
  const counterpart = twilioSide({ callSid, streamSid: `MZ${callSid}` })
  const headers = { "x-twilio-signature": signature }
  return dial({ url, counterpart, callId: callSid, say, headers, delayMs })
}

/** Waits until the greeting was cleared, and what was heard was said to the server. */
const outcome = async (line: DialledCall, server: Server, seen: number): Promise<Omit<Interrupted, "clearMs">> => {
  for (let waited = 0; waited < 15_000 && line.clears().length === 0; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  for (let waited = 0; waited < 2000 && server.received("conversation.item.truncate").length <= seen; waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const told: object = server.received("conversation.item.truncate")[seen] ?? {}
  const [heard = Number.NaN] = line.clears()
  const [silent = Number.NaN] = line.silencedAt()
  line.hangUp()
  await line.closed
  return {
    differenceMs: ("audio_end_ms" in told ? Number(told.audio_end_ms) : Number.NaN) - (heard * 1000) / rate,
    silenceMs: silent - quietMs
  }
}

/** Calls our bridge, one call after the other. */
export const ours = async (delays: ReadonlyArray<number>): Promise<ReadonlyArray<Interrupted>> => {
  await using server = await startServer(script)
  let started = 0
  let cleared = 0
  const carrier = twilio({ publicUrl, authToken })
  const { dialect } = carrier
  await using phone = await listen({
    carrier: {
      ...carrier,
      dialect: {
        ...dialect,
        encode: (said, of) => {
          if (said._tag === "Clear" && cleared === 0) cleared = performance.now()
          return dialect.encode(said, of)
        }
      }
    },
    onCall: async (phoneCall) => {
      const session = await connect({
        model: "gpt-realtime",
        url: server.url,
        key: "none",
        speaker: phoneCall.speaker,
        onEvent: (_direction, { type }) => {
          if (type === "input_audio_buffer.speech_started" && started === 0) started = performance.now()
        }
      })
      await bridge(phoneCall, session, { greet: true })
    }
  })
  const all: Array<Interrupted> = []
  for (const [index, delayMs] of delays.entries()) {
    started = 0
    cleared = 0
    const seen = server.received("conversation.item.truncate").length
    const line = await call(`ws://127.0.0.1:${phone.port}/stream`, `CA${index}`, delayMs)
    all.push({ ...(await outcome(line, server, seen)), clearMs: cleared - started })
  }
  return all
}

/** Calls the Twilio transport of agents-js, with the format of the call given by hand. */
export const theirs = async (delays: ReadonlyArray<number>): Promise<ReadonlyArray<Interrupted>> => {
  await using server = await startServer(script)
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on("connection", (socket) => {
    const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket: socket })
    const agent = new RealtimeAgent({ name: "bakery", instructions: "Be brief." })
    const format = { type: "audio/pcmu" } as const
    const session = new RealtimeSession(agent, {
      transport,
      model: "gpt-realtime",
      config: {
        audio: { input: { format, turnDetection: { type: "server_vad" } }, output: { format } }
      }
    })
    session.on("error", () => {})
    void session
      .connect({ apiKey: "none", url: `${server.url}/realtime?model=gpt-realtime` })
      .then(() => transport.sendEvent({ type: "response.create" }))
  })
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
  const all: Array<Interrupted> = []
  for (const [index, delayMs] of delays.entries()) {
    const seen = server.received("conversation.item.truncate").length
    const line = await call(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, `CB${index}`, delayMs)
    all.push({ ...(await outcome(line, server, seen)), clearMs: Number.NaN })
  }
  sockets.close()
  http.close()
  return all
}
