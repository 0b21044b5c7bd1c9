/** A session that is as long as its connection. */
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Resuming } from "../machine/Message.ts"
import { listsOf } from "../machine/replay.ts"
import { type ReplayOptions, replayPlan } from "../machine/replayPlan.ts"
import type { MachineOptions } from "../machine/State.ts"
import type { Session, SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import { disconnect } from "../state/reduce.ts"
import { initial, type SessionState } from "../state/SessionState.ts"
import { sessionOf } from "./sessionOf.ts"
import { makeShell } from "./Shell.ts"

type Open = Connection<ServerEvent, ClientEvent>

/** What the machine has to know of the options of a session. */
export const machineOptions = ({ approveMcp, commandTimeout, policy, speaker, tools }: SessionOptions) => {
  const options: Partial<MachineOptions> = {
    commandMs: Duration.toMillis(Duration.fromInputUnsafe(commandTimeout ?? "10 seconds")),
    speakerRate: speaker?.rate,
    runsTools: tools !== undefined,
    approves: approveMcp !== undefined,
    ...(policy === undefined ? {} : { policy })
  }
  return options
}

const openOver = Effect.fnUntraced(function* (
  connection: Open,
  options: SessionOptions,
  from: SessionState,
  resuming: Resuming | undefined
): Effect.fn.Return<Session, SessionError, Scope.Scope> {
  const shell = yield* makeShell(options, machineOptions(options), from)
  yield* shell.open(connection, resuming)
  return sessionOf(shell, Effect.andThen(connection.close(), Effect.asVoid(shell.ended)))
})

/** A new conversation over an open connection. */
export const openSession = (
  connection: Open,
  options: SessionOptions
): Effect.Effect<Session, SessionError, Scope.Scope> => openOver(connection, options, initial, undefined)

/** The session over another connection. The conversation is replayed there and goes on. */
export const resumeSession = (
  connection: Open,
  before: SessionState,
  options: SessionOptions & ReplayOptions
): Effect.Effect<Session, SessionError, Scope.Scope> =>
  Effect.suspend(() =>
    openOver(
      connection,
      options,
      { ...disconnect(before), mismatched: false },
      { _tag: "Plan", plan: replayPlan(before, options), lists: listsOf(before) }
    )
  )
