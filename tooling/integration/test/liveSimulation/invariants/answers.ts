/** Commands and their answers. */
import type * as Live from "@antiphon/core/live"
import type { Invariant } from "../Invariant.ts"
import type { Story } from "../Story.ts"

/** The event that answers one, or `undefined` if nothing does. */
const answerOf = ({ type }: Live.ClientEvent): string | undefined => {
  switch (type) {
    case "session.start":
      return "session.started"
    case "session.input_audio.mute":
      return "session.input_audio.muted"
    case "session.input_audio.unmute":
      return "session.input_audio.unmuted"
    case "session.commentary.append":
    case "session.thinking.append":
    case "session.instructions.append":
      return `${type}ed`
    case "session.update":
      return "session.updated"
    default:
      return undefined
  }
}

const idOf = (event: Live.ServerEvent): string | undefined =>
  ("client_event_id" in event ? event.client_event_id : undefined) ?? undefined

const answeredOnce = (story: Story): string | undefined => {
  const answers = new Map<string, Array<string>>()
  for (const { what } of story.said) {
    const id = idOf(what.event)
    if (id !== undefined) answers.set(id, [...(answers.get(id) ?? []), what.event.type])
  }
  for (const { at, what } of story.heard) {
    const { event } = what
    if (event.event_id == null || (story.closedAt !== undefined && at > story.closedAt)) continue
    const came = answers.get(event.event_id) ?? []
    answers.delete(event.event_id)
    if (event.type === "session.output_audio.fixture.play") {
      if (new Set(came).size !== came.length) return `the fixture ${event.event_id} was answered twice`
      continue
    }
    const wanted = answerOf(event)
    if (wanted === undefined || story.closedAt === at) continue
    if (came.length !== 1) return `${event.type} ${event.event_id} has ${came.length} answers`
    if (came[0] !== wanted && came[0] !== "error") return `${event.type} is answered by ${came[0]}`
  }
  const [stray] = answers.keys()
  return stray === undefined ? undefined : `the server answers ${stray}, which it never received`
}

const settledOnce = (story: Story): string | undefined => {
  for (const [name, { asked, ends, settled, withdrawn }] of story.sides) {
    const ids = settled.map(({ id }) => id)
    if (new Set(ids).size !== ids.length) return `${name} settles a command twice`
    const stray = ids.find((id) => !asked.some((each) => each.id === id) || withdrawn.has(id))
    if (stray !== undefined) return `${name} settles ${stray}, for which no caller waits`
    const open = asked.find(({ id }) => !ids.includes(id) && !withdrawn.has(id))
    if (open !== undefined && ends.length > 0) return `${name} never settles ${open.id}`
  }
  return undefined
}

/** The answer that settles a command names the command, so a client never takes the answer of another one. */
const answersAreOwn = (story: Story): string | undefined => {
  for (const [name, { received, settled }] of story.sides) {
    for (const { at, id, reason } of settled) {
      if (reason !== undefined && reason._tag !== "Refused") continue
      if (!received.some((each) => each.at === at && idOf(each.what) === id) && !isGreeting(name, id)) {
        return `${name} settles ${id} without its answer`
      }
    }
  }
  return undefined
}

/** A sideband is greeted, although it asked for nothing. */
const isGreeting = (name: string, id: string): boolean => name === "sideband" && id === "sideband_1"

/** What an honest client may be refused. */
const expected: ReadonlySet<string> = new Set([
  "fixture_already_playing",
  "too_many_appends",
  "server_error",
  "session_not_started"
])

const honestIsServed = (story: Story): string | undefined => {
  for (const { what } of story.said) {
    if (what.event.type !== "error" || expected.has(what.event.error.code ?? "")) continue
    return `an honest client is refused: ${what.event.error.message}`
  }
  return undefined
}

export const answerInvariants: ReadonlyArray<Invariant> = [
  { id: "append-is-answered-once", check: answeredOnce },
  { id: "command-settles-once", check: settledOnce },
  { id: "answer-is-the-commands-own", check: answersAreOwn },
  { id: "honest-client-is-served", check: honestIsServed }
]
