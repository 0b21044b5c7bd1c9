/** What reached the user's ear, and what the server believes did. */
import { markOf, packetSamples, runsOf } from "../device/voices.ts"
import type { Answer, Heard, Story } from "../story/Story.ts"
import { delivered, entries, garbled, isSteady } from "./log.ts"

const samplesPerMs = 24

export const heardOnce = ({ heard }: Story): ReadonlyArray<string> => {
  const samples = new Map<string, number>()
  const reached = new Map<number, number>()
  const wrong: Array<string> = []
  for (const each of heard) {
    const name = `answer ${each.answer}, packet ${each.packet}`
    const sum = (samples.get(name) ?? 0) + each.samples
    samples.set(name, sum)
    if (sum > packetSamples) wrong.push(`${name} is heard twice, at ${each.at}`)
    if (each.packet < (reached.get(each.answer) ?? 0))
      wrong.push(`${name} is heard behind what follows it, at ${each.at}`)
    reached.set(each.answer, each.packet)
  }
  return wrong
}

const samplesByAnswer = (heard: ReadonlyArray<Heard>): ReadonlyMap<number, number> => {
  const sums = new Map<number, number>()
  for (const { answer, samples } of heard) sums.set(answer, (sums.get(answer) ?? 0) + samples)
  return sums
}

export const heardIsKept = (story: Story): ReadonlyArray<string> => [...keptAsAudio(story), ...keptAsText(story)]

const keptAsAudio = (story: Story): ReadonlyArray<string> => {
  const { answers, known = [], plan } = story
  // A server that plays knows by its clock what was heard. It cannot see the wire's delay, either way.
  if (plan.audio === "tracks" && !isSteady(story)) return []
  const wireMs = plan.audio === "tracks" ? 2 * (plan.latency?.mostMs ?? 0) + 45 : 0
  const heard = samplesByAnswer(story.heard)
  const unreadable = garbled(story)
  const kept = new Map<number, number>()
  const exempt = new Set<number>()
  for (const { audio, item } of known) {
    if (item.type !== "message" || item.role !== "assistant") continue
    for (const [sample, count] of audio.flatMap(runsOf)) {
      const { answer } = markOf(sample)
      kept.set(answer, (kept.get(answer) ?? 0) + count)
      if (item.id !== undefined && unreadable.has(item.id)) exempt.add(answer)
    }
  }
  return [...kept].flatMap(([n, samples]) => {
    const keptMs = samples / samplesPerMs
    const heardMs = (heard.get(n) ?? 0) / samplesPerMs
    if (exempt.has(n)) return []
    if (keptMs > heardMs + 1 + wireMs)
      return [`of answer ${n} the server keeps ${keptMs} ms and ${heardMs} ms were heard`]
    // What played between the last look at the speaker and its stop is lost if it does not say how far it came.
    return plan.tellsPosition && keptMs < heardMs - plan.latencyMs - 2 - wireMs
      ? [`of answer ${n} ${heardMs} ms were heard and the server keeps ${keptMs} ms`]
      : answersOf(answers, n)
  })
}

const answersOf = (answers: ReadonlyArray<Answer>, n: number): ReadonlyArray<string> =>
  answers[n - 1] === undefined ? [`the server keeps answer ${n}, which the model never gave`] : []

/** What the client received of a spoken item. */
interface Spoken {
  readonly answers: Set<number>
  samples: number
  characters: number
}

const spokenItems = (story: Story): ReadonlyMap<string, Spoken> => {
  const items = new Map<string, Spoken>()
  // Whose an item is depends on what the server said, not on how much of that arrived.
  for (const { event, link } of entries(story, "Said")) {
    if (event.type !== "response.content_part.added" || event.part?.type !== "audio") continue
    const answer = story.answers.find(
      (each) => each.link === link && each.responseId === event.response_id && each.outputIndex === event.output_index
    )
    const item = items.get(event.item_id) ?? { answers: new Set(), samples: 0, characters: 0 }
    if (answer !== undefined) item.answers.add(answer.n)
    items.set(event.item_id, item)
  }
  for (const { event } of delivered(story)) {
    switch (event.type) {
      case "response.output_audio.delta": {
        const item = items.get(event.item_id)
        if (item !== undefined) item.samples += (event.delta.replace(/=+$/, "").length * 3) / 8
        break
      }
      case "response.output_audio_transcript.delta": {
        const item = items.get(event.item_id)
        if (item !== undefined) item.characters += event.delta.length
        break
      }
      default:
    }
  }
  return items
}

/**
 * Another server has as text what was heard, word by word as if each took equally long. What still plays at the replay is
 * replayed whole. A later interruption takes nothing of it back, and neither does another loss that stops the speaker.
 */
const keptAsText = (story: Story): ReadonlyArray<string> => {
  if (story.plan.audio === "tracks" || story.links.length < 2) return []
  const spoken = spokenItems(story)
  const heard = samplesByAnswer(story.heard)
  const unreadable = garbled(story)
  const lastSilence = Math.max(0, ...silences(story).map(({ at }) => at)) + story.plan.clearMs
  const lastLoss = Math.max(0, ...lossesThatSilence(story))
  // A replay takes a speaker to play on until it has said where it stopped, or 1 s has passed.
  const positionMs = story.plan.tellsPosition ? 0 : 1000
  return (story.known ?? []).flatMap(({ item }) => {
    if (item.type !== "message" || item.role !== "assistant" || item.id === undefined) return []
    const first = story.firstOf(item.id)
    const known = spoken.get(first)
    const [part] = item.content
    if (known === undefined || unreadable.has(first) || unreadable.has(item.id) || part?.type !== "output_text")
      return []
    const toldAt = retoldAt(story, first)
    // A replay and the loss of its connection may come in one moment.
    if (lastSilence + positionMs >= toldAt || lastLoss >= toldAt) return []
    const samples = [...known.answers].reduce((sum, n) => sum + (heard.get(n) ?? 0), 0)
    const most = known.samples === 0 ? 0 : (known.characters * samples) / known.samples
    const { length } = part.text ?? ""
    return length > Math.ceil(most)
      ? [`of ${item.id} the server has ${length} characters, and about ${Math.ceil(most)} were heard`]
      : []
  })
}

/** When another server first received an item, ms. */
const retoldAt = (story: Story, id: string): number =>
  entries(story, "Asked").find(({ event }) => event.type === "conversation.item.create" && event.item.id === id)?.at ??
  Infinity

/** When a connection was lost that was in the middle of a response, which stops the speaker of a session that goes on, ms. */
const lossesThatSilence = ({ plan, trace }: Story): ReadonlyArray<number> => {
  const open = new Set<string>()
  return trace.flatMap((entry) => {
    if (entry._tag === "Disconnected") {
      const isOpen = [...open].some((name) => name.startsWith(`${entry.link} `))
      return plan.lasts && isOpen ? [entry.at] : []
    }
    if (entry._tag !== "Delivered" || entry.decoded._tag !== "Known") return []
    const { event } = entry.decoded
    if (event.type === "response.created" && event.response.conversation_id !== null)
      open.add(`${entry.link} ${event.response.id}`)
    if (event.type === "response.done") open.delete(`${entry.link} ${event.response.id}`)
    return []
  })
}

interface Silence {
  readonly at: number
  /** The responses of the link that had begun. */
  readonly begun: ReadonlyArray<string>
}

/** When the model was to fall silent, because the user interrupted it, or spoke while speech interrupts. */
const silences = (story: Story): ReadonlyArray<Silence> => {
  const found: Array<Silence> = []
  let begun: Array<string> = []
  let interrupts = true
  let link = 0
  for (const entry of story.trace) {
    if (entry._tag === "Opened") link = entry.link
    if (entry._tag === "Connected") begun = []
    if (entry._tag === "Began" && entry.command.name === "interrupt") found.push({ at: entry.at, begun: [...begun] })
    if (entry._tag !== "Delivered" || entry.decoded._tag !== "Known") continue
    const { event } = entry.decoded
    switch (event.type) {
      case "response.created":
        begun.push(`${entry.link} ${event.response.id}`)
        break
      case "session.created":
      case "session.updated": {
        const { session } = event
        const detection =
          session.type === "realtime" && "audio" in session ? session.audio?.input?.turn_detection : null
        interrupts = detection != null && !("interrupt_response" in detection && detection.interrupt_response === false)
        break
      }
      case "input_audio_buffer.speech_started":
        if (interrupts && entry.link === link) found.push({ at: entry.at, begun: [...begun] })
        break
      default:
    }
  }
  return found
}

/** When each response was no longer to be heard, ms, by link and id. */
const silenced = (story: Story): ReadonlyMap<string, number> =>
  new Map(
    silences(story)
      .toReversed()
      .flatMap(({ at, begun }) => begun.map((name) => [name, at] as const))
  )

/**
 * Unwanted responses, which were cancelled in the moment in which the client learned of them. If requests replace each
 * other, a wanted response can look so too.
 */
const unwanted = ({ plan, trace }: Story): ReadonlyMap<string, number> => {
  if (plan.policy === "replace") return new Map()
  const bornAt = new Map<string, number>()
  const at = new Map<string, number>()
  for (const entry of trace) {
    if (
      entry._tag === "Delivered" &&
      entry.decoded._tag === "Known" &&
      entry.decoded.event.type === "response.created"
    ) {
      bornAt.set(`${entry.link} ${entry.decoded.event.response.id}`, entry.at)
    }
    if (entry._tag === "Asked" && entry.event.type === "response.cancel" && "response_id" in entry.event) {
      const id = `${entry.link} ${entry.event.response_id}`
      if (bornAt.get(id) === entry.at) at.set(id, entry.at)
    }
  }
  return at
}

export const noOrphanSpeaks = (story: Story): ReadonlyArray<string> => {
  const { answers, heard, plan } = story
  if (plan.audio === "tracks" && !isSteady(story)) return []
  const slackMs = plan.audio === "tracks" ? 2 * (plan.latency?.mostMs ?? 0) + 45 : 1
  const atByAnswer = new Map<number, number>()
  const quiet = silenced(story)
  const cancelled = plan.audio === "events" ? unwanted(story) : new Map<string, number>()
  for (const { link, n, responseId } of answers) {
    const at = Math.min(
      quiet.get(`${link} ${responseId}`) ?? Infinity,
      cancelled.get(`${link} ${responseId}`) ?? Infinity
    )
    if (at < Infinity) atByAnswer.set(n, at)
  }
  return heard.flatMap(({ answer, at, packet }) => {
    const until = atByAnswer.get(answer) ?? Infinity
    return at > until + slackMs ? [`packet ${packet} of answer ${answer} is heard at ${at}, silenced at ${until}`] : []
  })
}
