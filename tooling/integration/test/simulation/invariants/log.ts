/** Views of a story's trace that several invariants need. */
import type { ServerEvent } from "@antiphon/core"
import type { Entry, EntryOf, Story } from "../story/Story.ts"

export const entries = <T extends Entry["_tag"]>(story: Story, tag: T): ReadonlyArray<EntryOf<T>> => story.entries[tag]

/** The events that the client could read, in order. One that came twice is there once. */
export const delivered = (story: Story): ReadonlyArray<{ readonly link: number; readonly event: ServerEvent }> =>
  remembered(story, deliveredEvents, () =>
    entries(story, "Delivered").flatMap(({ decoded, isAgain, link }) =>
      decoded._tag === "Known" && !isAgain ? [{ link, event: decoded.event }] : []
    )
  )

/** The ids of items and responses about which the client received something that it could not read. */
export const garbled = (story: Story): ReadonlySet<string> =>
  remembered(
    story,
    garbledIds,
    () =>
      new Set(
        entries(story, "Said")
          .filter(({ fate }) => fate === "mangled")
          .flatMap(({ event }) => namedIn(event))
      )
  )

const garbledIds = new WeakMap<Story, ReadonlySet<string>>()
const deliveredEvents = new WeakMap<Story, ReadonlyArray<{ readonly link: number; readonly event: ServerEvent }>>()

/** Looks through a story once. */
const remembered = <A>(story: Story, known: WeakMap<Story, A>, look: () => A): A => {
  const found = known.get(story) ?? look()
  known.set(story, found)
  return found
}

const namedIn = (event: object): ReadonlyArray<string> =>
  [...JSON.stringify(event).matchAll(/"(?:item_|response_)?id":"([^"]+)"/g)].map(([, id]) => id ?? "")

/** Whether an event that says where items stand could not be read. */
export const orderIsGarbled = (story: Story): boolean =>
  entries(story, "Said").some(
    ({ event, fate }) =>
      fate === "mangled" && /^conversation\.item\.(added|done)$|^input_audio_buffer\.committed$/.test(event.type)
  )

/** The link that the conversation was on at rest. */
export const lastLink = (story: Story): number => entries(story, "Opened").at(-1)?.link ?? 0

/**
 * Whether the time that a frame takes is bounded. Then nothing was late or unreadable, no wire stood still and no end
 * went dumb.
 */
export const isSteady = (story: Story): boolean =>
  (story.plan.chances.late ?? 0) === 0 &&
  garbled(story).size === 0 &&
  !story.links.some(({ isHalfOpen }) => isHalfOpen) &&
  !entries(story, "Note").some(({ text }) => text.startsWith("the wire"))

/** Whether anything that went over a link until then was lost, late, unreadable or held, or the link itself was. */
export const isLost = (story: Story, link: number, until: number): boolean =>
  (story.plan.chances.late ?? 0) > 0 ||
  (story.links[link - 1]?.isHalfOpen ?? true) ||
  entries(story, "Note").some(({ at, text }) => at <= until && text.startsWith("the wire")) ||
  entries(story, "Disconnected").some((entry) => entry.link === link && entry.at <= until) ||
  entries(story, "Said").some((entry) => entry.link === link && entry.at <= until && entry.fate !== "whole")
