/** A story in words, for a developer who has to find out what went wrong. */
import type { Breach } from "../invariants.ts"
import type { Entry, Outcome, Story } from "./Story.ts"

/** What was broken, everything that happened in time, and how to see it again. */
export const report = (story: Story, broken: ReadonlyArray<Breach>): string =>
  [
    JSON.stringify(story.plan),
    ...story.trace.flatMap(line),
    broken.length === 0
      ? `seed ${story.script.seed} breaks nothing`
      : `seed ${story.script.seed} breaks ${[...new Set(broken.map(({ id }) => id))].join(", ")}`,
    ...broken.map(({ id, what }) => `  ${id}: ${what}`),
    `see it again: ${again(story.script.seed)}`
  ].join("\n")

export const again = (seed: number): string => `pnpm --filter @antiphon/integration run simulate --seed ${seed}`

const line = (entry: Entry): ReadonlyArray<string> => {
  const text = words(entry)
  return text === undefined ? [] : [`${entry.at.toFixed(1).padStart(9)}  ${text}`]
}

const words = (entry: Entry): string | undefined => {
  switch (entry._tag) {
    case "Connected":
      return `connection ${entry.link} is open`
    case "Said":
      return `${entry.link}    S> ${eventWords(entry.event)}${entry.fate === "whole" ? "" : ` (${entry.fate})`}`
    case "Delivered":
      return `${entry.link}  C< ${entry.decoded._tag === "Malformed" ? `malformed ${entry.decoded.error.message}` : shortWords(entry.decoded.event)}`
    case "Asked":
      return `${entry.link} C>  ${eventWords(entry.event)}`
    case "Disconnected":
      return `connection ${entry.link} has ended: ${entry.error.message}`
    case "Began":
      return `the user: ${entry.command.name} (${entry.command.n})`
    case "Settled":
      return `           ${entry.command.name} (${entry.command.n}): ${outcomeWords(entry.command.outcome)}`
    case "Opened":
      return `the conversation is ${entry.resumed ? "taken up again" : "begun"} over connection ${entry.link}`
    case "Note":
      return entry.text
  }
}

const outcomeWords = (outcome: Outcome | undefined): string => {
  switch (outcome?._tag) {
    case "Failed":
      return outcome.error.message
    case "Interrupted":
      return "taken back"
    default:
      return "done"
  }
}

/** The event on one line. It shows what the event is about, with its texts cut. */
const eventWords = (event: object): string => {
  const { type, ...rest } = { type: "", ...event }
  const said = JSON.stringify(rest, (key, value: unknown) => {
    if (untold.has(key)) return undefined
    return typeof value === "string" && value.length > 60 ? `${value.slice(0, 12)}… (${value.length})` : value
  })
  return said === "{}" ? type : `${type} ${said.replaceAll('"', "")}`
}

const untold = new Set(["session", "object", "usage", "max_output_tokens", "audio", "output_modalities", "obfuscation"])

/** Names the event that arrives. Its content stands where it was sent. */
const shortWords = (event: object): string => {
  const { type, event_id: id } = { type: "", event_id: "", ...event }
  return `${type} ${id}`
}
