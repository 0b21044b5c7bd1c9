/** Transcripts and turns. */
import type { Invariant } from "../Invariant.ts"
import type { Story } from "../Story.ts"

const speakers = [
  ["user", "session.input_transcript.delta"],
  ["model", "session.output_transcript.delta"]
] as const

const turnsKeepWords = (story: Story): string | undefined => {
  for (const [name, { received, state }] of story.sides) {
    for (const [speaker, type] of speakers) {
      const came = received.flatMap(({ what }) => (what.type === type ? [what.delta] : [])).join("")
      const turns = state.turns.filter((turn) => turn.speaker === speaker).toSorted((a, b) => a.id - b.id)
      const kept = turns.map(({ text }) => text).join("")
      if (kept !== came) return `${name} has "${kept}" of the ${speaker}, who said "${came}"`
    }
  }
  return undefined
}

const turnsAreInOrder = (story: Story): string | undefined => {
  for (const [name, { state }] of story.sides) {
    for (const [index, turn] of state.turns.entries()) {
      const before = state.turns[index - 1]
      if ((before?.startMs ?? 0) > (turn.startMs ?? 0)) return `turn ${turn.id} of ${name} stands too late`
      if ((turn.endMs ?? 0) < (turn.startMs ?? 0)) return `turn ${turn.id} of ${name} ends before it begins`
    }
  }
  return undefined
}

const wordsHavePlaces = ({ fed, said, startedAt = 0 }: Story): string | undefined => {
  const last = { user: 0, model: 0 }
  const total = fed.reduce((sum, { samples }) => sum + samples.length, 0) / 24
  for (const { at, what } of said) {
    const speaker = speakers.find(([, type]) => type === what.event.type)?.[0]
    if (speaker === undefined) continue
    const { end_ms: end, start_ms: start } = what.event as { readonly start_ms?: number; readonly end_ms?: number }
    if (start === undefined || end === undefined) return `words of the ${speaker} have no times at ${at}`
    if (end < start) return `words of the ${speaker} end before they begin at ${at}`
    if (start < last[speaker]) return `words of the ${speaker} go back at ${at}`
    if (speaker === "user" && end > total + 1) return `the user says words at ${end} ms, of ${total} ms`
    if (speaker === "model" && start > at - startedAt) return `the model says words at ${start} ms before they sound`
    last[speaker] = start
  }
  return undefined
}

export const wordInvariants: ReadonlyArray<Invariant> = [
  { id: "turns-keep-every-word", check: turnsKeepWords },
  { id: "turns-are-in-order", check: turnsAreInOrder },
  { id: "words-have-places", check: wordsHavePlaces }
]
