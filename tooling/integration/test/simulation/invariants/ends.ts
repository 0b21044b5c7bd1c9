/** That everything which begins ends, and leaves nothing behind. */
import type { Story } from "../story/Story.ts"
import { entries, garbled } from "./log.ts"

export const commandsSettle = ({ commands }: Story): ReadonlyArray<string> =>
  commands.flatMap(({ beganAt, limitMs, n, name, settledAt }) => {
    if (settledAt === undefined) return [`${name} (${n}), begun at ${beganAt}, never ended`]
    const ms = settledAt - beganAt
    return ms > limitMs ? [`${name} (${n}) took ${ms} ms and may take ${limitMs}`] : []
  })

/** Frames that one connection may have under way, which is far more than a story has at once. */
const mostUnderWay = 1024

export const queuesBounded = (story: Story): ReadonlyArray<string> => [
  ...entries(story, "Disconnected").flatMap(({ error, link }) => {
    const { reason } = error
    const isFull = reason._tag === "Overflow" || (reason._tag === "Closed" && reason.code === 1008)
    return isFull ? [`connection ${link} ended: ${error.message}`] : []
  }),
  ...story.links
    .filter((link) => link.mostUnderWay > mostUnderWay)
    .map((link) => `${link.mostUnderWay} frames waited on connection ${link.n}`)
]

export const nothingDies = ({ defects }: Story): ReadonlyArray<string> => defects.map((defect) => String(defect))

export const nothingLeft = ({ left }: Story): ReadonlyArray<string> => (left === 0 ? [] : [`${left} timers are left`])

/** A response whose end could not be read goes on for the client, until the next one begins. */
export const nothingWaits = (story: Story): ReadonlyArray<string> =>
  garbled(story).size === 0 ? story.waits : story.waits.filter((what) => what.startsWith("the "))

export const settlesOnce = ({ settlements }: Story): ReadonlyArray<string> =>
  [...settlements].flatMap(([id, { times, withdrawn }]) =>
    times === (withdrawn ? 0 : 1) ? [] : [`${id} was settled ${times} times${withdrawn ? " and was withdrawn" : ""}`]
  )

/** What a machine may keep beside what it was given, and how often each value. */
const besides = 6000
const copies = 3

export const memoryBounded = ({ memory }: Story): ReadonlyArray<string> => {
  if (memory === undefined) return []
  const most = besides + copies * memory.given
  return memory.kept <= most ? [] : [`the machine keeps ${memory.kept} values and was given ${memory.given}`]
}
