/** Usage, and how sessions end. */
import type { Invariant } from "../Invariant.ts"
import type { Side, Story } from "../Story.ts"

const usageRises = (story: Story): string | undefined => {
  let last = 0
  for (const { at, what } of story.said) {
    const seconds =
      what.event.type === "session.usage.updated" || what.event.type === "session.closed"
        ? what.event.usage?.seconds
        : undefined
    if (seconds === undefined) continue
    if (seconds < last) return `the use falls from ${last} to ${seconds} s`
    const passed = (at - (story.startedAt ?? at)) / 1000
    if (Math.abs(seconds - passed) > 0.001) return `the use is ${seconds} s after ${passed} s`
    last = seconds
  }
  for (const [name, { seconds }] of story.sides) {
    if (seconds.some((each, index) => each < (seconds[index - 1] ?? 0))) return `the use falls for ${name}`
  }
  return undefined
}

const isClosed = ({ received }: Side): boolean => received.some(({ what }) => what.type === "session.closed")

const usageIsSettled = ({ sides }: Story): string | undefined => {
  for (const [name, side] of sides) {
    const [end] = side.ends
    if (end !== undefined && end.usage.isSettled !== isClosed(side)) return `${name} takes its use for settled wrongly`
  }
  return undefined
}

const closedIsLast = ({ said, sides }: Story): string | undefined => {
  const index = said.findIndex(({ what }) => what.event.type === "session.closed")
  if (index >= 0 && index !== said.length - 1)
    return `after session.closed the server sends ${said[index + 1]?.what.event.type}`
  for (const [name, { received }] of sides) {
    const at = received.findIndex(({ what }) => what.type === "session.closed")
    if (at >= 0 && at !== received.length - 1) return `${name} receives something after session.closed`
  }
  return undefined
}

const endIsTrue = ({ plan, sides }: Story): string | undefined => {
  for (const [name, side] of sides) {
    if (side.ends.length !== 1) return `${name} ends ${side.ends.length} times`
    const [end] = side.ends
    if (end === undefined) continue
    if ((end._tag === "Closed") !== isClosed(side)) return `${name} ends as ${end._tag}`
    if (end._tag === "Closed") continue
    const hasClosed = side.sent.some(({ what }) => what.type === "session.close")
    if (end.isCloseUnanswered !== hasClosed) return `${name} says wrongly whether its close was answered`
    const hasStarted = side.received.some(({ what }) => what.type === "session.started")
    if (end.canFork !== (hasStarted && plan.session.store === true)) return `${name} says wrongly whether it can fork`
  }
  return undefined
}

const expiresInTime = ({ closedAt, plan, said, startedAt }: Story): string | undefined => {
  if (startedAt === undefined) return undefined
  const due = startedAt + plan.sessionMs
  if (closedAt !== undefined && closedAt > due) return `the session lasts until ${closedAt}, and expires at ${due}`
  const end = said.at(-1)?.what.event
  const reason = end?.type === "session.closed" ? end.reason : undefined
  return reason !== "expired" || closedAt === due ? undefined : `the session expires at ${closedAt}, in place of ${due}`
}

const clockGoesOn = ({ asleep, closedAt, startedAt }: Story): string | undefined =>
  asleep.length > 0
    ? `nothing wakes the session at ${asleep[0]}`
    : startedAt !== undefined && closedAt === undefined
      ? "the session never ends"
      : undefined

export const endInvariants: ReadonlyArray<Invariant> = [
  { id: "usage-never-falls", check: usageRises },
  { id: "usage-is-settled-by-the-server", check: usageIsSettled },
  { id: "closed-is-last", check: closedIsLast },
  { id: "end-is-true", check: endIsTrue },
  { id: "session-expires-in-time", check: expiresInTime },
  { id: "clock-goes-on", check: clockGoesOn }
]
