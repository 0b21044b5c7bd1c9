/** The stream of the model and that of the caller. */
import { fixtureValue } from "../Plan.ts"
import { samplesOf, stretchesOf } from "../sound.ts"
import type { Invariant } from "../Invariant.ts"
import type { Story } from "../Story.ts"

const pieceMs = 100
const pieceSamples = 2400

/** What sidebands receive is the stream as PCM16, whatever the session's format is. The server makes it in every story. */
const piecesOf = ({ said }: Story) =>
  said.flatMap(({ at, what: { event, to } }) =>
    event.type === "session.output_audio.delta" && to === "sidebands" ? [{ at, event }] : []
  )

/** Bytes per second of the session's format. */
const bytesOf = ({ plan }: Story): number => {
  const format = plan.session.audio?.format
  return format?.type === "audio/pcm" ? 2 * (format.rate ?? 24_000) : 8000
}

const outputIsTime = (story: Story): string | undefined => {
  const { startedAt, closedAt } = story
  if (startedAt === undefined) return piecesOf(story).length > 0 ? "audio before the start" : undefined
  const pieces = piecesOf(story)
  for (const [index, { at, event }] of pieces.entries()) {
    const due = startedAt + (index + 1) * pieceMs
    if (at < due || at > due + pieceMs) return `piece ${index} was sent at ${at}, and due at ${due}`
    if (event.start_ms !== index * pieceMs || event.end_ms !== (index + 1) * pieceMs)
      return `piece ${index} has no place`
    if (samplesOf(event.delta).length !== pieceSamples) return `piece ${index} has another length`
  }
  const until = closedAt ?? startedAt
  const missing = until - startedAt - pieces.length * pieceMs
  return missing < 0 || missing > pieceMs ? `${missing} ms are missing at the end` : undefined
}

const everyFormatIsTime = (story: Story): string | undefined => {
  const own = story.said.filter(({ what }) => what.event.type === "session.output_audio.delta" && what.to === "primary")
  const bytes = own.reduce(
    (sum, { what: { event } }) =>
      sum +
      (event.type === "session.output_audio.delta" ? Math.floor((event.delta.replaceAll("=", "").length * 3) / 4) : 0),
    0
  )
  const ms = (bytes * 1000) / bytesOf(story)
  const wanted = piecesOf(story).length * pieceMs
  // A resampler holds back less than 5 ms.
  return ms > wanted || ms < wanted - 5
    ? `the caller has ${ms} ms of audio, and sidebands have ${wanted} ms`
    : undefined
}

/** How many samples of each run came out. Samples have the number of their run. */
const spokenOf = (story: Story): ReadonlyMap<number, number> => {
  const spoken = new Map<number, number>()
  for (const { event } of piecesOf(story)) {
    for (const { length, value } of stretchesOf(event.delta)) {
      if (value !== 0 && value !== fixtureValue) spoken.set(value, (spoken.get(value) ?? 0) + length)
    }
  }
  return spoken
}

const speechIsWhole = (story: Story): string | undefined => {
  const spoken = spokenOf(story)
  const waiting = new Map<number, number>()
  for (const block of story.server.speech) waiting.set(block[0] ?? 0, (waiting.get(block[0] ?? 0) ?? 0) + block.length)
  const speechEnds = story.interruptions.at(-1) ?? -1
  for (const [run, { produced, startedAt, stoppedAt }] of story.runs) {
    const came = spoken.get(run) ?? 0
    if (came > produced) return `run ${run} made ${produced} samples, and ${came} came out`
    if (stoppedAt !== undefined || startedAt <= speechEnds || story.closedAt === undefined) continue
    if (came + (waiting.get(run) ?? 0) !== produced) return `run ${run} made ${produced} samples, and ${came} came out`
  }
  return undefined
}

const speechIsInOrder = (story: Story): string | undefined => {
  let last = 0
  for (const { event } of piecesOf(story)) {
    for (const { value } of stretchesOf(event.delta)) {
      if (value === 0 || value === fixtureValue || value === last) continue
      if (value < last) return `run ${value} speaks after run ${last}`
      last = value
    }
  }
  return undefined
}

const interruptionSilences = (story: Story): string | undefined => {
  for (const at of story.interruptions) {
    const begun = Math.max(0, ...[...story.runs].filter(([, run]) => run.startedAt < at).map(([run]) => run))
    for (const piece of piecesOf(story)) {
      if (piece.at <= at) continue
      const old = stretchesOf(piece.event.delta).find(({ value }) => value > 0 && value <= begun)
      if (old !== undefined) return `run ${old.value} speaks at ${piece.at}, after the caller spoke at ${at}`
    }
  }
  return undefined
}

const fixtureIsWhole = (story: Story): string | undefined => {
  let ms = 0
  let isPlaying = false
  let came = 0
  for (const { at, what } of story.said) {
    const { event, to } = what
    if (event.type === "session.output_audio.fixture.playing") {
      if (isPlaying) return `two fixtures play at ${at}`
      isPlaying = true
      came = 0
      const asked = [...story.sides.values()]
        .flatMap(({ asked: all }) => all)
        .find(({ id }) => id === event.client_event_id)
      ms = asked?.command?._tag === "PlayFixture" ? asked.command.ms : 0
    }
    if (event.type === "session.output_audio.delta" && to === "sidebands") {
      const sound = stretchesOf(event.delta)
      const own = sound.reduce((sum, { length, value }) => sum + (value === fixtureValue ? length : 0), 0)
      if (isPlaying ? sound.some(({ value }) => value !== 0 && value !== fixtureValue) : own > 0) {
        return `the fixture and the speech mix at ${at}`
      }
      came += own
    }
    if (event.type === "session.output_audio.fixture.played") {
      if (!isPlaying) return `a fixture was played at ${at} that never began`
      isPlaying = false
      if (came !== ms * 24) return `a fixture of ${ms} ms has ${came} samples`
    }
  }
  return undefined
}

const muteIsSilence = ({ fed, plan }: Story): string | undefined => {
  const isExact = plan.session.audio?.format?.type === "audio/pcm" && plan.session.audio.format.rate !== 16_000
  for (const { isHeld, samples, sent } of fed) {
    if (isHeld && samples.some((value) => value !== 0)) return "the model receives the caller, who is muted"
    if (isHeld || !isExact) continue
    if (samples.length !== sent.length || samples[0] !== sent[0]) return "the model does not receive the caller"
  }
  return undefined
}

const callerIsReflected = (story: Story): string | undefined => {
  let at = 0
  let index = 0
  for (const { what } of story.said) {
    if (what.event.type !== "session.input_audio.append") continue
    const { audio } = what.event
    const { end_ms: end, start_ms: start } = what.event as { readonly end_ms?: number; readonly start_ms?: number }
    const length = samplesOf(audio).length
    if (what.to !== "sidebands") return "the caller receives its own audio"
    if (Math.abs((start ?? 0) - at / 24) > 1) return `the caller's piece ${index} has the place ${start}`
    at += length
    index += 1
    if (Math.abs((end ?? 0) - at / 24) > 1) return `the caller's piece ${index} ends at ${end}`
  }
  return index === story.fed.length ? undefined : `${story.fed.length} pieces of the caller, and ${index} for sidebands`
}

export const audioInvariants: ReadonlyArray<Invariant> = [
  { id: "audio-out-is-time", check: outputIsTime },
  { id: "audio-lasts-alike-in-every-format", check: everyFormatIsTime },
  { id: "speech-is-whole", check: speechIsWhole },
  { id: "speech-is-in-order", check: speechIsInOrder },
  { id: "interruption-silences", check: interruptionSilences },
  { id: "fixture-is-whole", check: fixtureIsWhole },
  { id: "mute-is-silence", check: muteIsSilence },
  { id: "caller-is-reflected", check: callerIsReflected }
]
