/** Holds a session in each vocabulary, with the faults that the flags ask for. */
import type { Beta, ClientEvent, Connection, ServerEvent, Translation } from "@antiphon/core"
import type { ErrorEvent } from "@antiphon/core/events"
import type * as Live from "@antiphon/core/live"
import {
  type LiveSessions,
  makeLiveSessions,
  serve,
  serveBeta,
  serveLive,
  serveTranslation,
  withFaults
} from "@antiphon/server"
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
  readonly live: Hold<Live.ClientEvent, Live.ServerEvent>
  /** The Live sessions that `live` holds. */
  readonly lives: LiveSessions
}

/** A Live session lasts twice as long as other sessions, which is 2 h by default. */
const liveFactor = 2

/** Makes the holds. Without `chances` no fault is injected. */
export const makeHolds = (chances: Chances | undefined): Holds => {
  const faulty = <In extends Event, Out extends Event>(connection: Connection<In, Out | ErrorEvent>, seed: string) =>
    chances === undefined ? connection : withFaults(connection, { seed, chances })
  const sessions = makeLiveSessions()
  return {
    lives: sessions,
    conversation: (connection, { handshake, session }, own) =>
      serve(faulty(connection, own.seed), handshake, { ...own, session }),
    beta: (connection, { handshake, session }, own) =>
      serveBeta(faulty(connection, own.seed), handshake, { ...own, session }),
    translation: (connection, { handshake, translation }, own) =>
      serveTranslation(faulty(connection, own.seed), handshake, { ...own, session: translation }),
    live: (connection, { handshake }, { limits, seed }) =>
      serveLive(faulty(connection, seed), handshake, {
        seed,
        sessions,
        sessionMs: limits.sessionMs && limits.sessionMs * liveFactor
      })
  }
}
