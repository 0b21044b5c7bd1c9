/** That everything which begins ends, and leaves nothing behind. */
import type { Story } from "../Story.ts"
import { entries } from "./log.ts"

export const commandsSettle = ({ commands }: Story): ReadonlyArray<string> =>
  commands.flatMap(({ beganAt, limitMs, n, name, outcome, settledAt }) => {
    if (settledAt === undefined) return [`${name} (${n}), begun at ${beganAt}, never ended`]
    if (outcome?._tag === "Died") return [`${name} (${n}) ended by a bug: ${String(outcome.defect)}`]
    const ms = settledAt - beganAt
    return ms > limitMs ? [`${name} (${n}) took ${ms} ms and may take ${limitMs}`] : []
  })

/** The high-water mark, and an event of an item with its audio beyond it. */
const mostUnwritten = 2 * 1024 * 1024

export const queuesBounded = (story: Story): ReadonlyArray<string> => [
  ...entries(story, "Disconnected").flatMap(({ error, link }) => {
    const { reason } = error
    const isFull = reason._tag === "Overflow" || (reason._tag === "Closed" && reason.code === 1008)
    return isFull ? [`connection ${link} ended: ${error.message}`] : []
  }),
  ...story.links
    .filter((link) => link.mostUnwritten > mostUnwritten)
    .map((link) => `${link.mostUnwritten} bytes waited on connection ${link.n}`)
]

export const nothingDies = ({ defects }: Story): ReadonlyArray<string> => defects.map((defect) => String(defect))

export const nothingLeft = ({ left }: Story): ReadonlyArray<string> => [
  ...(left.fibers === 0 ? [] : [`${left.fibers} fibers are left`]),
  ...(left.timers === 0 ? [] : [`${left.timers} timers are left`])
]
