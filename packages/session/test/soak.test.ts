import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Session, type SessionState } from "../src/index.ts"
import { makeHosts } from "./hosts.ts"

const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

/** A speaker that is done with whatever it was given, but for the last second. */
const makeSpeaker = () => {
  let given = 0
  const position = () => ({ until: Math.max(0, given - 24_000), latencyMs: 0, given })
  return {
    rate: 24_000,
    position,
    queue: (samples: Int16Array) => {
      given += samples.length
    },
    clear: () => Promise.resolve({ ...position(), resumesAt: given })
  }
}

const block = new Int16Array(24_000)
const delta = Buffer.from(block.buffer).toString("base64")
const words = "And this is what was said in ten seconds, more or less, by one of us or by the other."

const hour = 360
const early = 60

it.effect(
  "peers row 16: an hour of audio, in and out, leaves what was said in the state, and nothing of the audio",
  () =>
    Effect.gen(function* () {
      const manual = { audio: { input: { turn_detection: null } } }
      const { connect, next } = yield* makeHosts({ session: manual, remembers: false })
      const session = yield* Session.reconnecting(connect, { speaker: makeSpeaker(), keptAudio: "5 seconds" })
      const host = yield* next
      yield* session.events.pipe(Stream.runDrain, Effect.ignore, Effect.forkScoped({ startImmediately: true }))
      let before = 0
      for (let n = 0; n < hour; n++) {
        for (let second = 0; second < 5; second++) yield* session.sendAudio(block)
        const user = yield* session.commit
        const spoken = { item_id: user, content_index: 0, transcript: words }
        yield* host.say("conversation.item.input_audio_transcription.completed", spoken)
        const place = { response_id: `r${n}`, item_id: `i${n}`, output_index: 0, content_index: 0 }
        const item = { type: "message", role: "assistant", id: place.item_id, content: [] }
        const whole = { ...item, content: [{ type: "output_audio", transcript: words }] }
        yield* host.say("response.created", { response: { id: place.response_id } })
        yield* host.say("conversation.item.added", { item, previous_item_id: user })
        yield* host.say("response.content_part.added", { ...place, part: { type: "audio" } })
        yield* host.say("response.output_audio_transcript.delta", { ...place, delta: words })
        for (let second = 0; second < 5; second++) yield* host.say("response.output_audio.delta", { ...place, delta })
        yield* host.say("response.output_audio.done", place)
        yield* host.say("conversation.item.done", { item: whole, previous_item_id: user })
        yield* host.say("response.done", { response: { id: place.response_id, status: "completed", output: [whole] } })
        yield* until(session, ({ responses }) => responses.get(place.response_id)?.status === "completed")
        if (n % 3 === 0) yield* session.interrupt
        yield* TestClock.adjust("10 seconds")
        if (n !== early) continue
        before = sizeOf(yield* session.state)
      }
      const turns = hour - early
      const state = yield* session.state
      assert.isBelow((sizeOf(state) - before) / turns, 1_500, "bytes of state for a turn of ten seconds")
      assert.isFalse(JSON.stringify([...state.items.values()]).includes(delta.slice(0, 100)))
    }),
  60_000
)

const sizeOf = ({ items, responses, turns }: SessionState): number =>
  JSON.stringify([[...items.values()], [...responses.values()], [...turns.values()]]).length
