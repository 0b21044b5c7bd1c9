/** What both ends must agree on at rest. */
import type { ServerEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { conversation, heardOf, type ItemState, reduce, initial, total, type Usage } from "@antiphon/session"
import type { Story } from "../story/Story.ts"
import { delivered, entries, garbled, lastLink, orderIsGarbled } from "./log.ts"

export const itemsAgree = (story: Story): ReadonlyArray<string> => {
  const { known, state } = story
  if (known === undefined || state === undefined) return ["the server never said what it knows"]
  const unreadable = garbled(story)
  const last = lastLink(story)
  // A transcription session that is resumed keeps what was transcribed, and the next server does not learn of it.
  const named = story.plan.kind === "transcription" ? itemsSaid(story, last) : undefined
  const clients = conversation(state).filter(({ id }) => !unreadable.has(id) && named?.has(id) !== false)
  const servers = known.flatMap((each) => {
    const { id } = each.item
    return id === undefined || unreadable.has(id) ? [] : [{ id, item: each.item }]
  })
  const ours = clients.map(({ id }) => id)
  const theirs = servers.map(({ id }) => id)
  const onlyOurs = ours.filter((id) => !theirs.includes(id))
  const onlyTheirs = theirs.filter((id) => !ours.includes(id))
  if (onlyOurs.length + onlyTheirs.length > 0) {
    return [
      ...onlyOurs.map((id) => `the client has ${id} and the server has not`),
      ...onlyTheirs.map((id) => `the server has ${id} and the client has not`)
    ]
  }
  if (!orderIsGarbled(story) && ours.join() !== theirs.join()) {
    return [`the client has the order ${ours.join(" ")} and the server ${theirs.join(" ")}`]
  }
  return servers.flatMap(({ id, item }) => {
    const mine = state.items.get(id)
    return mine === undefined ? [] : differences(mine, item)
  })
}

/** The items that a server named, by the names that it gave them. */
const itemsSaid = (story: Story, link: number): ReadonlySet<string> =>
  new Set(
    entries(story, "Said").flatMap((entry) =>
      entry.link === link && entry.event.type === "conversation.item.added" ? [entry.event.item.id ?? ""] : []
    )
  )

const differences = (mine: ItemState, theirs: ConversationItem): ReadonlyArray<string> => {
  const said = (what: string, ours: unknown, server: unknown): ReadonlyArray<string> =>
    ours === server ? [] : [`${mine.id}: ${what} ${JSON.stringify(ours)} here and ${JSON.stringify(server)} there`]
  const ours = mine.item
  if (ours === undefined) return [`the client knows of ${mine.id} and not what it is`]
  if (ours.type === "message" && theirs.type === "message") {
    return [...said("role", ours.role, theirs.role), ...said("words", wordsHere(mine, theirs), wordsThere(theirs))]
  }
  if (ours.type === "function_call" && theirs.type === "function_call") {
    return [
      ...said("name", ours.name, theirs.name),
      ...said("call", ours.call_id, theirs.call_id),
      ...said("arguments", ours.arguments, theirs.arguments)
    ]
  }
  if (ours.type === "function_call_output" && theirs.type === "function_call_output") {
    return [...said("call", ours.call_id, theirs.call_id), ...said("output", ours.output, theirs.output)]
  }
  return said("type", ours.type, theirs.type)
}

type Message = Extract<ConversationItem, { readonly type: "message" }>

const wordsThere = (item: Message): string =>
  contentOf(item)
    .map((part) => ("transcript" in part ? (part.transcript ?? "") : "text" in part ? (part.text ?? "") : ""))
    .filter((words) => words !== "")
    .join("\n")

const contentOf = (item: Message) => ("content" in item ? item.content : [])

/**
 * The words that the server must have. Of a part whose words it dropped or never had, and of audio that was replayed as
 * audio, it has none. Of a replayed part, it has what was heard.
 */
const wordsHere = ({ parts }: ItemState, theirs: Message): string =>
  [...parts]
    .toSorted(([a], [b]) => a - b)
    .map(([index, part]) => {
      const there = contentOf(theirs)[index]
      const isUntold = there !== undefined && "transcript" in there && there.transcript === null
      const isUnsaid = part.truncatedAtMs !== undefined || part.text.status === "failed" || isUntold
      return isUnsaid && there?.type.endsWith("_audio") === true ? "" : heardOf(part).text
    })
    .filter((words) => words !== "")
    .join("\n")

/**
 * What a session leaves behind when it moves is billed, but does not reach the client. The client may then have counted
 * less.
 */
export const usageAgrees = (story: Story): ReadonlyArray<string> => {
  if (story.state === undefined) return []
  const ours = bill(story.state.usage)
  const charged = delivered(story).filter(({ event: { type } }) => billed.has(type))
  const most = bill(told(charged))
  // An end whose beginning could not be read is taken for a repeat if its id is that of an ended response.
  const isNameless = story.plan.manners.reusesResponseIds && garbled(story).size > 0
  const hasMoved = story.plan.lasts && story.links.length > 1 && charged.length > 0
  const some = hasMoved ? bill(told(withoutLeft(story))) : most
  const least = isNameless ? some.map(() => 0) : some
  return ours.every((n, at) => n >= (least[at] ?? 0) && n <= (most[at] ?? 0))
    ? []
    : [`the client counted ${ours.join(" ")}, the server reported ${most.join(" ")}`]
}

/** The types of events that say what something cost. */
const billed: ReadonlySet<string> = new Set(["response.done", "conversation.item.input_audio_transcription.completed"])

/** What was billed, without what came over a connection when there was another already. */
const withoutLeft = ({ trace }: Story): ReturnType<typeof delivered> => {
  const found: Array<{ readonly link: number; readonly event: ServerEvent }> = []
  let link = 0
  for (const entry of trace) {
    if (entry._tag === "Connected") ({ link } = entry)
    if (entry._tag !== "Delivered" || entry.link !== link || entry.isAgain || entry.decoded._tag !== "Known") continue
    const { event } = entry.decoded
    if (billed.has(event.type)) found.push({ link, event })
  }
  return found
}

/** Each server names its responses and items afresh, so the link keeps them apart. */
const told = (events: ReturnType<typeof delivered>): Usage =>
  events.reduce((state, { event, link }) => {
    switch (event.type) {
      case "response.done":
        return reduce(state, {
          ...event,
          response: { ...event.response, id: `${link} ${event.response.id}`, output: [] }
        })
      case "conversation.item.input_audio_transcription.completed":
        return reduce(state, { ...event, item_id: `${link} ${event.item_id}` })
      default:
        return state
    }
  }, initial).usage

/** Tokens in, cached and out, of responses and of transcripts, and seconds transcribed. */
const bill = ({ responses, transcription, transcriptionSeconds }: Usage): ReadonlyArray<number> => [
  ...[responses, transcription].flatMap(({ cached, input, output }) => [total(input), total(cached), total(output)]),
  transcriptionSeconds
]
