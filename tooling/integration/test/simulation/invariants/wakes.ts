/** That what is due happens without being asked for, and that nothing happens oftener than it makes sense. */
import { reconnects } from "../client/Holder.ts"
import type { Story } from "../story/Story.ts"
import { delivered, entries, garbled, isLost, lastLink } from "./log.ts"

/**
 * A command may wait in vain if something was lost, unreadable or late, and if a refusal does not say whose it is. If metadata
 * is not always echoed and the server answers turns by itself, a response may be the answer to a turn as well.
 */
export const answersArrive = (story: Story): ReadonlyArray<string> =>
  story.commands.flatMap(({ link, n, name, outcome, settledAt = Infinity }) => {
    if (outcome?._tag !== "Failed" || outcome.error.reason._tag !== "NoAnswer") return []
    const isVague =
      !story.plan.manners.namesRefused &&
      delivered(story).some((each) => each.link === link && each.event.type === "error")
    const { bent, echoesMetadata, sparse } = story.plan.manners
    const isAnyones = (!echoesMetadata || sparse > 0 || bent > 0) && committed(story, link)
    return isVague || isAnyones || isLost(story, link, settledAt) ? [] : [`${name} (${n}): ${outcome.error.message}`]
  })

/** Whether a turn was committed on a link. */
const committed = (story: Story, link: number): boolean =>
  entries(story, "Said").some((entry) => entry.link === link && entry.event.type === "input_audio_buffer.committed")

export const playbackEnds = (story: Story): ReadonlyArray<string> => {
  const { state } = story
  if (state === undefined) return []
  const unreadable = garbled(story)
  const link = lastLink(story)
  const said = new Set(
    entries(story, "Said").flatMap((entry) =>
      entry.link === link && entry.event.type === "response.created" ? [entry.event.response.id] : []
    )
  )
  return [...state.responses.values()].flatMap(({ id, playback }) =>
    playback === "playing" && said.has(id) && !unreadable.has(id) ? [`response ${id} still plays`] : []
  )
}

/** How much later than its life says a session may end, ms. */
const overtimeMs = 1000

export const sessionsExpire = (story: Story): ReadonlyArray<string> =>
  story.links.flatMap(({ n, wasCalm }) => {
    const since = entries(story, "Connected").find(({ link }) => link === n)?.at ?? 0
    const until = entries(story, "Disconnected").find(({ link }) => link === n)?.at ?? Infinity
    const latest = since + story.plan.sessionMs + overtimeMs + 2 * (story.plan.latency?.mostMs ?? 0)
    return wasCalm || until <= latest || isLost(story, n, latest)
      ? []
      : [`connection ${n}, open since ${since}, was to end by ${latest} and ended at ${until}`]
  })

const mostConnections = 8
const withinMs = 10_000

export const connectsSeldom = (story: Story): ReadonlyArray<string> => {
  // An application that chooses the waits may choose short ones.
  if (!story.plan.lasts || story.plan.asksWaits) return []
  const times = entries(story, "Connected").map(({ at }) => at)
  const most = mostConnections + entries(story, "Note").filter(({ text }) => text === reconnects).length
  return times.flatMap((at, n) => {
    const before = times[n - most]
    return before !== undefined && at - before < withinMs
      ? [`${most + 1} connections were opened from ${before} to ${at}`]
      : []
  })
}
