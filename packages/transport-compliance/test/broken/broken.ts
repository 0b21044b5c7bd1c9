import { Closed, type Connection, type Media, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Adapter, Ends, Note, RequirementId, Setup } from "@antiphon/transport-compliance"
import { memory } from "../memory.ts"

export type NoteConnection = Connection<Note, Note>

/** One adapter per requirement, which breaks it. The name says how. */
export type Broken<Area extends string> = Readonly<Record<Extract<RequirementId, `${Area}.${string}`>, Adapter>>

const sound = memory("events")

/** The in-memory adapter with another way to open. */
export const opens = (
  name: string,
  open: (setup: Setup) => ReturnType<Adapter["open"]>,
  others: Partial<Adapter> = {}
): Adapter => ({ ...sound, deadline: "700 millis", ...others, name, open })

/** The in-memory adapter with some members of its connections replaced. */
export const connects = (
  name: string,
  change: (connection: NoteConnection, ends: Ends, setup: Setup) => Partial<NoteConnection>,
  base: Adapter = sound
): Adapter =>
  opens(
    name,
    (setup) =>
      Effect.map(base.open(setup), (ends) => ({
        ...ends,
        connection: { ...ends.connection, ...change(ends.connection, ends, setup) }
      })),
    { capabilities: base.capabilities }
  )

/** The in-memory adapter with tracks, and some members of its media replaced. */
export const plays = (name: string, change: (media: Media) => Partial<Media>): Adapter => ({
  ...connects(
    name,
    ({ media }) => ({ media: Option.map(media, (own) => ({ ...own, ...change(own) })) }),
    memory("tracks")
  ),
  deadline: "3 seconds"
})

/** The in-memory adapter with something staged around it. */
export const stages = (name: string, staged: Partial<Adapter>): Adapter => opens(name, sound.open, staged)

/** The same error with other facts. */
export const retold = (change: (closed: Closed) => Partial<Omit<Closed, "_tag">>) => (error: TransportError) => {
  const { reason } = error
  if (reason._tag !== "Closed") return error
  const { by, code, reason: why } = reason
  return new TransportError({ reason: new Closed({ code, reason: why, by, ...change(reason) }) })
}
