/** Delegated work. */
import type { Invariant } from "../Invariant.ts"
import type { Story } from "../Story.ts"

const delegationsAreAnswered = (story: Story): string | undefined => {
  const primary = story.sides.get("primary")
  if (primary === undefined || story.plan.session.delegation?.type === "responses") return undefined
  const sent = primary.sent.flatMap(({ what }) =>
    what.type === "session.commentary.append" && what.delegation_id !== null ? [what.delegation_id] : []
  )
  if (new Set(sent).size !== sent.length) return "a delegation is answered twice"
  const handedOn = new Set(
    primary.asked.flatMap(({ command }) => (command?._tag === "Append" ? [command.delegationId] : []))
  )
  for (const { what } of primary.received) {
    if (what.type === "session.delegation.created" && !handedOn.has(what.delegation.id)) {
      return `the delegation ${what.delegation.id} is not handed on`
    }
  }
  return undefined
}

const callsAreAnswered = (story: Story): string | undefined => {
  const primary = story.sides.get("primary")
  if (primary === undefined) return undefined
  const called = primary.received.flatMap(({ what }) => (what.type === "response.event" ? [what] : []))
  const created = new Set<string>()
  let answered = 0
  for (const { what } of primary.sent) {
    if (what.type === "response.item.create") {
      const id = String(Reflect.get(what.item, "call_id"))
      if (created.has(id)) return `the call ${id} is answered twice`
      created.add(id)
    }
    if (what.type !== "response.create") continue
    answered += 1
    if (answered > created.size) return "the model goes on before its call is answered"
  }
  const over = called.filter(({ event }) => event.type === "response.completed").length
  if (answered > over) return `the model goes on ${answered} times after ${over} responses`
  return undefined
}

/** A call whose answer had time to arrive lets the model go on. */
const workGoesOn = (story: Story): string | undefined => {
  const primary = story.sides.get("primary")
  if (primary === undefined) return undefined
  const closing = primary.sent.find(({ what }) => what.type === "session.close")?.at
  const dropped =
    primary.ends.length > 0 ? story.plan.acts.find((act) => act._tag === "Drop" && act.by === "primary")?.at : undefined
  const until = Math.min(closing ?? Infinity, dropped ?? Infinity, story.closedAt ?? Infinity, story.plan.endsAt) - 201
  const over = primary.received.filter(
    ({ at, what }) => at < until && what.type === "response.event" && what.event.type === "response.completed"
  )
  const created = primary.sent.filter(({ what }) => what.type === "response.create")
  return created.length < over.length ? `${over.length} responses wait, and ${created.length} went on` : undefined
}

const isBounded = ({ most }: Story): string | undefined =>
  most.jobs > 32 || most.history > 128 || most.pending > 256 || most.recent > 600 || most.delegations > 256
    ? `the machines hold too much: ${JSON.stringify(most)}`
    : undefined

export const workInvariants: ReadonlyArray<Invariant> = [
  { id: "delegation-is-handed-on", check: delegationsAreAnswered },
  { id: "call-is-answered-once", check: callsAreAnswered },
  { id: "work-goes-on", check: workGoesOn },
  { id: "state-is-bounded", check: isBounded }
]
