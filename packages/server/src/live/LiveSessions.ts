/** The Live sessions of a server: those that run, for sidebands, and those that were stored, for forks. */
import type { Connection, TransportError } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import type * as Effect from "effect/Effect"
import { makeRecordings, type Recordings } from "./recordings.ts"
import type { StoredSession } from "./State.ts"

/** The connection of a client that speaks Live. */
export type LivePeer = Connection<Live.ClientEvent, Live.ServerEvent>

/** A session that runs. */
export interface RunningLive {
  /** Serves a sideband until it or the session ends. */
  readonly join: (peer: LivePeer, gracefulClose: boolean) => Effect.Effect<TransportError, TransportError>
  /** Ends the session in order. */
  readonly hangUp: Effect.Effect<void>
}

/** A call that was answered and whose connection is not open yet. */
export interface AnsweredLive {
  readonly session: Live.SessionStartConfig
  readonly source: StoredSession | undefined
}

/** The sessions of one server. Make one, and give it to every `serveLive`. */
export interface LiveSessions {
  readonly running: Map<string, RunningLive>
  /** The calls that were answered, by the ids of their sessions. */
  readonly answered: Map<string, AnsweredLive>
  readonly find: (id: string) => StoredSession | undefined
  /** The audio of sessions with `store`, for `GET …/content`. */
  readonly recordings: Recordings
  readonly store: (id: string, session: StoredSession) => void
}

/** The sessions that are stored. The oldest one is forgotten. */
const maxStored = 100

/** Makes the registry, empty. It lives as long as the process. */
export const makeLiveSessions = (): LiveSessions => {
  const stored = new Map<string, StoredSession>()
  return {
    running: new Map(),
    answered: new Map(),
    recordings: makeRecordings(),
    find: (id) => stored.get(id),
    store: (id, session) => {
      stored.delete(id)
      stored.set(id, session)
      const [oldest] = stored.keys()
      if (stored.size > maxStored && oldest !== undefined) stored.delete(oldest)
    }
  }
}
