import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { initial, reduce, type SessionState, type Turn } from "../src/index.ts"
import * as InputAudio from "../src/machine/inputAudio.ts"
import { audioOf, type Chunk, keep, noAudio } from "../src/machine/retainedAudio.ts"

const stateWith = (turn_detection: object | null): SessionState => {
  const session = { type: "realtime", audio: { input: { turn_detection } } }
  const decoded = ServerEvent.decodeValue({ type: "session.created", event_id: "e", session })
  return decoded._tag === "Known" ? reduce(initial, decoded.event) : assert.fail("malformed")
}

/** The user's audio on one connection, step by step. */
const makeUplink = (state: () => SessionState, keptMs: number) => {
  let input = InputAudio.noInput
  return {
    sent: (audio: string, ms: number) => {
      input = InputAudio.sent(input, keptMs, audio, ms)
    },
    commit: () => {
      const message = InputAudio.tooShort(input, state())
      if (message === undefined) input = InputAudio.commit(input)
      return message
    },
    committed: (turn: Turn | undefined): ReadonlyArray<Chunk> => {
      const made = InputAudio.committed(input, turn)
      input = made.input
      return made.chunks
    },
    clear: () => {
      input = InputAudio.clear(input)
    },
    cleared: () => {
      input = InputAudio.cleared(input)
    },
    leave: () => InputAudio.left(input, state())
  }
}

const manual = stateWith(null)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ _tag: fc.constant("Sent" as const), ms: fc.integer({ min: 1, max: 100 }) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constantFrom("Commit" as const, "Clear" as const) }) }
)

it("another connection gets the end of the audio that was neither committed nor cleared, within the bound", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 0, max: 2000 }), (steps, keptMs) => {
      const uplink = makeUplink(() => manual, keptMs)
      let open: Array<{ readonly audio: string; readonly ms: number }> = []
      for (const [n, each] of steps.entries()) {
        if (each._tag === "Sent") {
          uplink.sent(`${n}`, each.ms)
          open.push({ audio: `${n}`, ms: each.ms })
          continue
        }
        if (each._tag === "Commit") {
          if (uplink.commit() !== undefined) continue
          const whole = open
          const chunks = uplink.committed(undefined)
          const isWhole = whole.reduce((sum, { ms }) => sum + ms, 0) <= keptMs
          assert.deepStrictEqual(
            chunks.map(({ audio }) => audio),
            isWhole ? whole.map(({ audio }) => audio) : []
          )
        } else {
          uplink.clear()
          uplink.cleared()
        }
        open = []
      }
      const told = uplink.leave()
      assert.isAtMost(
        told.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
        keptMs
      )
      const expected = open.slice(open.length - told.length).map(({ audio }) => audio)
      assert.deepStrictEqual(
        told.map(({ audio }) => audio),
        expected
      )
      const [next] = open.slice(0, open.length - told.length).toReversed()
      const toldMs = told.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
      if (next !== undefined) assert.isAbove(toldMs + next.ms, keptMs, "more could have been kept")
    })
  )
})

it("audio that goes while a commit or a clear is under way belongs to the next turn", () => {
  const uplink = makeUplink(() => manual, 10_000)
  uplink.sent("a", 100)
  assert.isUndefined(uplink.commit())
  uplink.sent("b", 100)
  assert.deepStrictEqual(
    uplink.committed(undefined).map(({ audio }) => audio),
    ["a"]
  )
  uplink.clear()
  uplink.sent("c", 100)
  uplink.cleared()
  assert.deepStrictEqual(
    uplink.leave().map(({ audio }) => audio),
    ["c"]
  )
})

it("another connection gets the last second of audio if no turn was detected, or else the turn from its start", () => {
  const silent = stateWith({ type: "server_vad" })
  const send = (state: SessionState) => {
    const uplink = makeUplink(() => state, 10_000)
    for (let n = 0; n < 50; n++) uplink.sent(`${n}`, 100)
    return uplink.leave().length
  }
  assert.strictEqual(send(silent), 10)
  const heard = ServerEvent.make("input_audio_buffer.speech_started", {
    event_id: "e",
    item_id: "u",
    audio_start_ms: 2000
  })
  assert.strictEqual(send(reduce(silent, heard)), 30)
})

it("of the turns kept as audio the newest stay, together within the bound, each whole and in its format", () => {
  const turn = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 20 }), fc.integer({ min: 0, max: 1000 }), (turns, limitMs) => {
      let kept = noAudio
      const bytes = turns.map((lengths, n) =>
        Buffer.alloc(
          lengths.reduce((sum, ms) => sum + ms, 0),
          n
        )
      )
      for (const [n, lengths] of turns.entries()) {
        let fromMs = 0
        const chunks = lengths.map((ms) => {
          const audio = Buffer.alloc(ms, n).toString("base64")
          return { audio, fromMs, toMs: (fromMs += ms) }
        })
        kept = keep(kept, limitMs, `turn_${n}`, { format: "audio/pcm", chunks })
      }
      let room = limitMs
      let isOpen = true
      for (const [n, whole] of [...bytes.entries()].toReversed()) {
        room -= whole.length
        isOpen &&= room >= 0
        assert.strictEqual(audioOf(kept, `turn_${n}`, "audio/pcm"), isOpen ? whole.toString("base64") : undefined)
        assert.isUndefined(audioOf(kept, `turn_${n}`, "audio/pcmu"))
      }
    })
  )
})
