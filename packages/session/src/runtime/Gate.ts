/** Where commands wait while a conversation has no connection. */
import { Overflow, Timeout, TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { Disconnected, SessionError } from "../SessionError.ts"
import type { Link } from "./Link.ts"

const waitingLimit = 1024

export interface Gate {
  /** Runs `work` with the link that there is, or once there is one; fails as `Disconnected` at the deadline. */
  readonly through: <A>(
    command: string,
    work: (link: Link) => Effect.Effect<A, SessionError>
  ) => Effect.Effect<A, SessionError>
  readonly link: () => Link | undefined
  readonly open: (link: Link) => void
  readonly shut: () => void
  /** Nothing will pass any more; what waits fails with this. */
  readonly end: (error: TransportError) => void
  /** Whether no command is on its way. */
  readonly isIdle: () => boolean
  readonly idle: Effect.Effect<void>
}

const tooMany = new TransportError({
  reason: new Overflow({ events: waitingLimit, bytes: 0, limit: `${waitingLimit} commands that wait for a connection` })
})

export const makeGate = (deadline: Duration.Duration): Gate => {
  const way = Latch.makeUnsafe(false)
  const rest = Latch.makeUnsafe(true)
  let link: Link | undefined
  let ended: TransportError | undefined
  let waiting = 0
  let busy = 0

  const arrive: Effect.Effect<Link, TransportError> = Effect.suspend(() => {
    if (ended !== undefined) return Effect.fail(ended)
    return link === undefined ? Effect.andThen(way.await, arrive) : Effect.succeed(link)
  })
  const wait: Effect.Effect<Link, TransportError> = Effect.suspend(() => {
    if (waiting >= waitingLimit) return Effect.fail(tooMany)
    waiting += 1
    return arrive.pipe(
      Effect.timeoutOrElse({
        duration: deadline,
        orElse: () => {
          const reason = new Timeout({ phase: "waiting for another connection", afterMs: Duration.toMillis(deadline) })
          return Effect.fail(new TransportError({ reason }))
        }
      }),
      Effect.ensuring(Effect.sync(() => (waiting -= 1)))
    )
  })
  const left = Effect.sync(() => {
    busy -= 1
    if (busy === 0) rest.openUnsafe()
  })

  return {
    through: (command, work) =>
      Effect.suspend(() => (link === undefined && ended === undefined ? wait : arrive)).pipe(
        Effect.mapError((error) => new SessionError({ command, reason: new Disconnected({ error }) })),
        Effect.flatMap((next) => {
          busy += 1
          rest.closeUnsafe()
          return Effect.ensuring(work(next), left)
        })
      ),
    link: () => link,
    open: (next) => {
      link = next
      way.openUnsafe()
    },
    shut: () => {
      link = undefined
      way.closeUnsafe()
    },
    end: (error) => {
      ended = error
      link = undefined
      way.openUnsafe()
    },
    isIdle: () => busy === 0,
    idle: rest.await
  }
}
