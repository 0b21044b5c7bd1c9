/** What users of such bridges complain about in public, and the test that shows that it does not happen here. */
import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

interface Complaint {
  readonly symptom: string
  /** The file of the test, and a part of its title. */
  readonly test?: readonly [string, string]
  /** Why there is no test. */
  readonly why?: string
}

const compliance = (id: string) => ["../src/compliance/calls.ts", id] as const

const complaints: ReadonlyArray<Complaint> = [
  {
    symptom: "an interruption does nothing once all audio was sent",
    test: ["heard.test.ts", "the model knows what the caller heard"]
  },
  {
    symptom: "audio is cleared and the model believes that it said all",
    test: ["heard.test.ts", "the model knows what the caller heard"]
  },
  {
    symptom: "stale marks and late audio after a clear",
    test: ["playout.test.ts", "stale marks of before a clear move nothing"]
  },
  { symptom: "what was queued counts as heard", test: compliance("marks.stale") },
  {
    symptom: "buffered speech plays on after an interruption",
    test: ["playout.test.ts", "a clear is sent whenever unheard audio exists"]
  },
  {
    symptom: "the same, in another framework",
    test: ["playout.test.ts", "a clear is sent whenever unheard audio exists"]
  },
  { symptom: "the same, seconds late", test: ["jitter.test.ts", "the model knows what was heard within 25 ms"] },
  { symptom: "the same, with another model", test: ["heard.test.ts", "the model knows what the caller heard"] },
  {
    symptom: "playback outlives the response, and an interruption then does nothing",
    test: ["heard.test.ts", "the model knows what the caller heard"]
  },
  {
    symptom: "static after a handoff, because the format is reset",
    test: ["calls.test.ts", "a bridge sets both formats to the law of the call"]
  },
  {
    symptom: "µ-law goes into a session of PCM",
    test: ["calls.test.ts", "a bridge sets both formats to the law of the call"]
  },
  { symptom: "words begin with a stutter", test: ["playout.test.ts", "words do not begin with a stutter"] },
  {
    symptom: "every utterance counts as an interruption",
    test: ["playout.test.ts", "a clear is sent whenever unheard audio exists, and not otherwise"]
  },
  {
    symptom: "a sender stops at silence, and the end of speech is never seen",
    test: ["calls.test.ts", "a hole in the carrier's timestamps becomes silence"]
  },
  { symptom: "a socket dies unseen, and two voices speak after a redial", test: compliance("ends.silent") },
  {
    symptom: "the model's session lives on after the caller hung up",
    test: ["calls.test.ts", "the session is closed when the caller hangs up"]
  },
  { symptom: "a second stream of a call overlaps the first", test: compliance("ends.replaced") },
  { symptom: "a second call kills both", test: compliance("calls.apart") },
  {
    symptom: "an upgrade to wss is checked as https",
    test: ["signatures.test.ts", "signs an upgrade by its wss address"]
  },
  {
    symptom: "a signature fails behind a proxy",
    test: ["node.test.ts", "an upgrade that the carrier did not sign is refused with 403"]
  },
  {
    symptom: "a leg of A-law is static for the whole call",
    test: ["dialects.test.ts", "a Telnyx leg with A-law is not taken for one with µ-law"]
  },
  { symptom: "the byte order of L16", test: ["dialects.test.ts", "the bytes of Telnyx's L16 are swapped both ways"] },
  { symptom: "a frame of the wrong size ends the call", test: compliance("frames.law") },
  {
    symptom: "pacing by a timer starves the phone",
    test: ["playout.test.ts", "never more than the carrier's share is unplayed"]
  },
  { symptom: "all audio at once is a crackle", test: ["playout.test.ts", "is paced by the clock with 60 ms of lead"] },
  {
    symptom: "a backlog becomes latency for ever",
    test: ["playout.test.ts", "ten minutes of audio leave no more behind"]
  },
  { symptom: "audio before the start of the media", test: ["calls.test.ts", "audio before the start is kept"] },
  {
    symptom: "a flush leaves the queue full, and there is no position",
    test: ["dialects.test.ts", "buffers again after a flush"]
  },
  {
    symptom: "a greeting is heard only after the caller's first turn",
    test: ["listeners.test.ts", "takes keys, greets"]
  },
  {
    symptom: "the kind of a frame says linear PCM and the payload is µ-law",
    test: ["dialects.test.ts", "does not take µ-law under the kind of linear PCM for sound"]
  },
  { symptom: "the last word is clipped at a hang-up", test: compliance("ends.heard") },
  { symptom: "dead air while a tool runs", test: ["tools.test.ts", "is heard while a tool runs longer than 1 s"] },
  {
    symptom: "without echo cancellation the agent interrupts itself",
    why: "The line's echo is the carrier's to cancel. Set `audio.input.noise_reduction` to `far_field`, as the guide says."
  },
  {
    symptom: "noise in the room silences the agent",
    why: "Turns are the model's to detect. Raise `turn_detection.threshold`, or set `interrupt_response: false`, as the guide says."
  },
  {
    symptom: "a voicemail is taken for a person",
    test: ["tools.test.ts", "is left the message that the application gives"]
  },
  { symptom: "keys cannot be pressed", test: ["ends.test.ts", "keys travel both ways"] },
  {
    symptom: "the application does not learn that the call has ended",
    test: ["calls.test.ts", "a call has one reason for its end"]
  }
]

it("each of the 37 complaints has a test, or a reason why there is none", () => {
  assert.lengthOf(complaints, 37)
  for (const { symptom, test, why } of complaints) {
    if (test === undefined) {
      assert.isAbove(why?.length ?? 0, 40, symptom)
      continue
    }
    const [file, title] = test
    assert.include(readFileSync(new URL(file, import.meta.url), "utf8"), title, symptom)
  }
})
