/**
 * A realtime session in its scope. It runs the machine over a connection, an engine and the track of the connection.
 */
import type { ServerEvent, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { EngineParts } from "../engine/Contract.ts"
import { holdingsOf } from "../machine/holdings.ts"
import type { Input, Output } from "../machine/Message.ts"
import * as SessionMachine from "../machine/SessionMachine.ts"
import type { MachineState } from "../machine/State.ts"
import { ByteBudget } from "./ByteBudget.ts"
import { listTools, pauseMs, respond, transcribe } from "./engineTasks.ts"
import { makeDetector } from "./makeDetector.ts"
import type { PlaybackTrack } from "./PlaybackTrack.ts"
import { Sender } from "./Sender.ts"
import type { SessionClock } from "./SessionClock.ts"
import { makeSessionRunner, type SessionRunner, type Untimed } from "./SessionRunner.ts"
import { type Peer, relayTo, Sidebands } from "./Sidebands.ts"

/** An input as the runner takes it. */
type In = Untimed<Input>
/** A session that runs. */
export interface RealtimeSession {
  /** Takes one step and performs its outputs. */
  readonly dispatch: (input: In) => Effect.Effect<void, TransportError>
  /** Performs the outputs of the start. */
  readonly perform: (outputs: ReadonlyArray<Output>) => Effect.Effect<void, TransportError>
  /** Serves another connection as a sideband, until it or the session ends. It is closed with the session. */
  readonly join: (peer: Peer) => Effect.Effect<TransportError, TransportError>
  /** Ends the session, and with it all sidebands. */
  readonly hangUp: Effect.Effect<void>
}

/** The parts of a session. */
export interface RealtimeParts {
  /** The first connection, whose end ends the session. */
  readonly connection: Peer
  /** Answers the turns. */
  readonly engine: EngineParts
  /** The track on which the session plays its audio, or `undefined` if audio travels in events. */
  readonly track: PlaybackTrack | undefined
  /** The time of the session. */
  readonly clock: SessionClock
  /** The state after the start. */
  readonly initial: MachineState
}

/** Makes a session. Its tasks and its timers end with the scope, and its memory is given back. */
export const makeRealtimeSession = Effect.fnUntraced(function* ({
  clock,
  connection,
  engine,
  initial,
  track
}: RealtimeParts): Effect.fn.Return<RealtimeSession, never, Scope.Scope> {
  const budget = yield* ByteBudget
  const account = yield* budget.open
  const sidebands = new Sidebands()

  const step = (state: MachineState, input: In, now: number): SessionMachine.Step => {
    const next = SessionMachine.step(state, { ...input, now, roomBytes: budget.room() })
    if (next.state !== state) account(holdingsOf(next.state).bytes)
    return next
  }

  const perform = (output: Output): Effect.Effect<void, TransportError> => {
    switch (output._tag) {
      case "Send":
        return thenRelay(send(output.event), sidebands.relay(output.event))
      case "Close":
        return connection.close(output.code, output.reason)
      case "Feed":
        return Effect.void
      case "Play":
        return Effect.sync(() => track?.play(output.samples))
      case "ClearPlayback":
        return track?.clear ?? Effect.void
      case "Detect":
        return detector.detect(output)
      case "Transcribe":
        return runner.start(`transcribe:${output.itemId}`, transcribe(engine, runner.dispatch, output))
      case "ListTools":
        return runner.start(`list:${output.itemId}`, listTools(engine, runner.dispatch, output))
      case "Respond":
        return runner.start(`respond:${output.request.id}`, respond(engine, runner.dispatch, output))
      case "StopTranscribing":
        return runner.stop(`transcribe:${output.itemId}`)
      case "StopResponding":
        return runner.stop(`respond:${output.responseId}`)
      case "Wake":
        return runner.wake(`wake:${output.reason}`, output.at, { _tag: "Tick" })
    }
  }

  /** A slow detector or a slow track makes the client or the engine wait, and never itself. */
  const applyBackpressure = (output: Output): Effect.Effect<void> => {
    if (output._tag === "Feed") return detector.feed(output)
    return output._tag === "Play" && track !== undefined ? track.room : Effect.void
  }

  /** Reports an event that is too large to this connection only. Sidebands may accept it. */
  const send = (event: ServerEvent): Effect.Effect<void, TransportError> =>
    Effect.catchReason(sender.send(event), "TransportError", "TooLarge", ({ bytes, limitBytes }) => {
      const callId = Option.getOrUndefined(connection.callId)
      return Effect.flatMap(
        runner.step({ _tag: "TooLarge", type: event.type, bytes, limitBytes, callId }),
        Effect.forEach(performHere, { discard: true })
      )
    })

  /** Performs an output for this connection alone. A client that does not take the notice misses it. */
  const performHere = (output: Output): Effect.Effect<void, TransportError> =>
    output._tag === "Send" ? Effect.ignore(sender.send(output.event)) : perform(output)

  const runner: SessionRunner<In, Output> = yield* makeSessionRunner({
    clock,
    initial,
    step,
    perform,
    applyBackpressure
  })
  const detector = makeDetector(engine, runner)
  const sender = new Sender(connection, { clock, startAt: runner.startAt, timeoutMs: pauseMs })

  const join: RealtimeSession["join"] = (peer) =>
    greet(peer, runner, sidebands).pipe(
      Effect.andThen(Stream.runForEach(peer.incoming, (decoded) => runner.dispatch({ _tag: "Client", decoded }))),
      Effect.andThen(peer.ended),
      Effect.raceFirst(Effect.tap(connection.ended, () => peer.close(1000, "the call ended"))),
      Effect.ensuring(Effect.sync(() => sidebands.remove(peer)))
    )

  return {
    dispatch: runner.dispatch,
    perform: runner.perform,
    join,
    hangUp: connection.close(1000, "the call was hung up")
  }
})

/** Relays an event after it was sent. Sidebands join inside the lock, so none joins while the event is on its way. */
const thenRelay = (sent: Effect.Effect<void, TransportError>, relayed: Effect.Effect<void>) =>
  relayed === Effect.void ? sent : Effect.andThen(sent, relayed)

/** Greets a sideband inside the lock, so that it misses no event between its greeting and its first. */
const greet = (peer: Peer, runner: SessionRunner<In, Output>, sidebands: Sidebands): Effect.Effect<void> =>
  runner.locked(
    runner.step({ _tag: "Joined" }).pipe(
      Effect.flatMap(
        Effect.forEach((output) => (output._tag === "Send" ? relayTo(peer, output.event) : Effect.void), {
          discard: true
        })
      ),
      Effect.andThen(Effect.sync(() => sidebands.add(peer)))
    )
  )
