/** Holds a session in each vocabulary, with the faults that the flags ask for. */
import type { Beta, ClientEvent, Connection, ServerEvent, Translation } from "@antiphon/core"
import type { ErrorEvent } from "@antiphon/core/events"
import { serve, serveBeta, serveTranslation, withFaults } from "@antiphon/server"
import type { Chances } from "./faults.ts"
import type { Hold } from "./sessions.ts"

/** An event of any vocabulary. */
interface Event {
  readonly type: string
  readonly event_id?: string | null
}

/** One `Hold` for each vocabulary. */
export interface Holds {
  readonly conversation: Hold<ClientEvent, ServerEvent>
  readonly beta: Hold<Beta.ClientEvent, Beta.ServerEvent>
  readonly translation: Hold<Translation.ClientEvent, Translation.ServerEvent>
}

/** Makes the holds. Without `chances` no fault is injected. */
export const makeHolds = (chances: Chances | undefined): Holds => {
  const faulty = <In extends Event, Out extends Event>(connection: Connection<In, Out | ErrorEvent>, seed: string) =>
    chances === undefined ? connection : withFaults(connection, { seed, chances })
  return {
    conversation: (connection, { handshake, session }, own) =>
      serve(faulty(connection, own.seed), handshake, { ...own, session }),
    beta: (connection, { handshake, session }, own) =>
      serveBeta(faulty(connection, own.seed), handshake, { ...own, session }),
    translation: (connection, { handshake, translation }, own) =>
      serveTranslation(faulty(connection, own.seed), handshake, { ...own, session: translation })
  }
}
