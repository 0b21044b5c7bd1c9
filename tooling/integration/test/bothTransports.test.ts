/** Runs one application over WebSocket and over WebRTC. */
import { Endpoint, type Transport } from "@antiphon/core"
import { conversation, isBetweenTurns, Session, type SessionState, textOf } from "@antiphon/session"
import * as WebRtc from "@antiphon/transport-webrtc/node"
import * as WebSocket from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { antiphonServe } from "./antiphonServe.ts"
import { asSpoken, recording } from "./recordings.ts"

/** Sends a recording and a second of silence, and waits until the answer has ended. */
const application = Effect.fnUntraced(function* (transport: Transport["Service"], base: string) {
  const connection = yield* transport.connect(Endpoint.conversation({ base, model: "gpt-realtime" }))
  const session = yield* Session.make(connection)
  yield* session.configure({
    type: "realtime",
    instructions: "Be brief.",
    audio: { input: { transcription: { model: "gpt-4o-mini-transcribe" } } }
  })
  const answered = session.changes.pipe(
    Stream.filter(
      (state) => isBetweenTurns(state) && conversation(state).filter((item) => textOf(item) !== "").length === 2
    ),
    Stream.runHead,
    Effect.map(Option.getOrThrow)
  )
  const pieces = asSpoken(recording("user-turn"))
  const [state] = yield* Effect.all([answered, Effect.forEach(pieces, session.sendAudio)], { concurrency: 2 })
  return { state, audio: connection.capabilities.audio }
}, Effect.scoped)

/** The conversation as a user sees it. */
const whatWasSaid = (state: SessionState) => ({
  items: conversation(state).map((item) => ({
    role: item.item?.type === "message" ? item.item.role : undefined,
    text: textOf(item),
    status: item.status,
    parts: [...item.parts.values()].map(({ type, text }) => [type, text.status])
  })),
  responses: [...state.responses.values()].map(({ status }) => status),
  instructions: state.session?.type === "realtime" ? state.session.instructions : undefined,
  notices: state.notices
})

it.live("an application has the same conversation over both transports", () =>
  Effect.gen(function* () {
    const base = yield* antiphonServe("http://127.0.0.1")
    const overSocket = yield* application(WebSocket.make(), base)
    const overTracks = yield* application(WebRtc.make({ bindAddress: "127.0.0.1" }), base)
    assert.deepStrictEqual([overSocket.audio, overTracks.audio], ["events", "tracks"])
    const said = whatWasSaid(overSocket.state)
    assert.deepStrictEqual(whatWasSaid(overTracks.state), said)
    assert.deepStrictEqual(
      said.items.map(({ text }) => text),
      ["What time is it?", "It is noon."]
    )
  })
)
