/** Serves a Live session over a connection. The session, its engine and its timers end with the connection. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { Handshake, TransportError } from "@antiphon/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { liveRules, servedProblem } from "../boundary/check.ts"
import { Engine } from "../engine/Engine.ts"
import { serverVad } from "../engine/turnSettings.ts"
import { incomingSamples } from "../session/PlaybackTrack.ts"
import { orReport, pauseTimeout } from "../session/engineTasks.ts"
import { sendWithin } from "../session/sendWithin.ts"
import { randomSeed } from "../session/serve.ts"
import { makeSessionClock } from "../session/SessionClock.ts"
import { makeSessionRunner, type SessionRunner, type Untimed } from "../session/SessionRunner.ts"
import { speakSentences } from "../session/speakSentences.ts"
import * as LiveMachine from "./LiveMachine.ts"
import { type LivePeer, type LiveSessions, makeLiveSessions } from "./LiveSessions.ts"
import { mayReceive } from "./access.ts"
import { sessionPrefix } from "./settings.ts"
import { failure, refuse } from "./Step.ts"
import { makeTrack, type Track } from "./Track.ts"

/** Appends that may wait for the turn detector. Then the client's events wait. */
const backlog = 64
/** How long a sideband may take an event. */
const relayTimeout = "1 second"

type In = Untimed<LiveMachine.LiveInput>
type Out = LiveMachine.LiveOutput

/** Options of {@link serveLive}. */
export interface ServeLiveOptions {
  /** Makes the ids of the session. Defaults to a random seed. */
  readonly seed?: string
  /** The duration of a session. Defaults to 2 h. */
  readonly sessionMs?: number | undefined
  /** The sessions of the server, for sidebands and forks. Defaults to none but this one. */
  readonly sessions?: LiveSessions
}

/**
 * Serves one connection until it ends, and returns how it ended. The path of the handshake says whether it is a session, a
 * sideband (`/attach`) or a fork (`/fork`). Requires an {@link Engine}.
 */
export const serveLive: (
  connection: LivePeer,
  handshake?: Pick<Handshake, "path" | "query">,
  options?: ServeLiveOptions
) => Effect.Effect<TransportError, never, Engine> = (connection, handshake, options) => {
  refuseArgument(serveLive, servedProblem("serveLive", [connection, handshake, options], liveRules))
  return served(connection, handshake, options)
}

const served = Effect.fn("Server.serveLive")(
  function* (
    connection: LivePeer,
    handshake?: Pick<Handshake, "path" | "query">,
    { seed, sessionMs, sessions = makeLiveSessions() }: ServeLiveOptions = {}
  ) {
    const [, named = "", kind] = /\/sessions\/([^/]+)\/(attach|fork)$/.exec(handshake?.path ?? "") ?? []
    const id = decodeURIComponent(named)
    if (kind === "attach") {
      const running = sessions.running.get(id)
      if (running === undefined) return yield* turnAway(connection, `No session ${id} is running.`)
      return yield* running.join(connection, handshake?.query.graceful_close === "true")
    }
    const callId = Option.getOrElse(connection.callId, () => "")
    const call = sessions.answered.get(callId)
    const source = call !== undefined ? call.source : kind === "fork" ? sessions.find(id) : undefined
    if (call === undefined && kind === "fork" && source === undefined) {
      return yield* turnAway(connection, `No session ${id} is stored. Start sessions with store to fork them.`)
    }
    const clock = yield* makeSessionClock
    const now = clock.now()
    const media = Option.getOrUndefined(connection.media)
    const isCall = call !== undefined && media !== undefined
    const own = isCall ? callId.replace(sessionPrefix, "") : (seed ?? (yield* randomSeed))
    const first = LiveMachine.start({ now, seed: own, sessionMs, source, isCall })
    const track = isCall ? yield* makeTrack(media) : undefined
    const runner = yield* makeLiveRunner(connection, { clock, first, sessions, track })
    yield* runner.perform(first.outputs)
    if (isCall) {
      yield* runner.dispatch({ _tag: "Begin", session: call.session })
      yield* Stream.runForEach(incomingSamples(media), (samples) => runner.dispatch({ _tag: "Sound", samples })).pipe(
        Effect.ignore,
        Effect.forkScoped
      )
    }
    yield* Stream.runForEach(connection.incoming, (decoded) =>
      runner.dispatch({ _tag: "Client", from: "primary", decoded })
    ).pipe(Effect.ensuring(Effect.ignore(runner.dispatch({ _tag: "Left", reason: "connection_lost" }))))
    return yield* connection.ended
  },
  Effect.scoped,
  Effect.catch((error) => Effect.succeed(error))
)

/** Says why there is no session, and closes. */
const turnAway = Effect.fnUntraced(function* (connection: LivePeer, message: string) {
  const { state } = LiveMachine.start({ now: 0, seed: yield* randomSeed })
  for (const output of failure(state, refuse("session_not_found", message), "primary").outputs) {
    if (output._tag === "Send") yield* sendWithin(connection, output.event, relayTimeout)
  }
  yield* connection.close(4000, "invalid_request_error.session_not_found")
  return yield* connection.ended
})

/** What the runner of a session needs. */
interface Parts {
  readonly clock: Effect.Success<typeof makeSessionClock>
  readonly first: LiveMachine.LiveStep
  readonly sessions: LiveSessions
  /** The model's track, if the session is a call. */
  readonly track: Track | undefined
}

/** Performs what the machine decides. */
// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share the connections of one session
const makeLiveRunner = Effect.fnUntraced(function* (connection: LivePeer, { clock, first, sessions, track }: Parts) {
  const engine = yield* Engine
  const audio = yield* Queue.bounded<Int16Array, Cause.Done>(backlog)
  const sidebands = new Map<string, LivePeer>()
  let joined = 0
  let state = first.state

  const send = ({ event, to }: LiveMachine.OutputNamed<"Send">): Effect.Effect<void, TransportError> => {
    const { session } = state
    if (session.store === true && session.id != null && (to === "all" || to === "sidebands"))
      sessions.recordings.take(session.id, event)
    const isPrimary = (to === "primary" || to === "all") && (track === undefined || mayReceive(session, event))
    const peers = to === "all" || to === "sidebands" ? [...sidebands.values()] : [sidebands.get(to)]
    const relays = Effect.forEach(
      peers,
      (peer) => (peer === undefined ? Effect.void : Effect.ignore(sendWithin(peer, event, relayTimeout))),
      { concurrency: "unbounded", discard: true }
    )
    return isPrimary ? Effect.andThen(relays, sendWithin(connection, event, pauseTimeout)) : relays
  }

  const keep = Effect.sync(() => {
    const stored = LiveMachine.stored(state)
    if (stored?.session.id != null) sessions.store(stored.session.id, stored)
  })

  const started = Effect.fnUntraced(function* (id: string) {
    sessions.answered.delete(id)
    const hangUp = Effect.ignore(runner.dispatch({ _tag: "Left", reason: "close_requested" }))
    sessions.running.set(id, { join, hangUp })
    yield* keep
    if (state.session.store === true) sessions.recordings.begin(id)
    yield* runner.start(
      "turns",
      engine.detectTurns(serverVad, Stream.fromQueue(audio)).pipe(
        Stream.runForEach((event) => runner.dispatch({ _tag: "Turn", event })),
        orReport("detectTurns", () => Effect.void)
      )
    )
  })

  const transcribe = ({ audio: turn, endMs, request, startMs }: LiveMachine.OutputNamed<"Transcribe">) =>
    runner.start(
      `transcript ${request.turn}`,
      engine.transcribe(request, Stream.succeed(turn)).pipe(
        Stream.runCollect,
        Effect.map((chunks) => chunks.map(({ text }) => text)),
        Effect.flatMap((words) => runner.dispatch({ _tag: "Heard", words, startMs, endMs })),
        orReport("transcribe", () => runner.dispatch({ _tag: "Heard", words: [], startMs, endMs }))
      )
    )

  const run = ({ request, run: number, text }: LiveMachine.OutputNamed<"Run">) => {
    const saying = { ...engine, respond: () => Stream.succeed({ _tag: "Text", text: text ?? "" } as const) }
    const chunks = speakSentences(text === undefined ? engine : saying, request)
    return runner.start(
      "run",
      chunks.pipe(
        Stream.runForEach((chunk) =>
          Effect.andThen(runner.dispatch({ _tag: "Chunk", run: number, chunk }), Effect.yieldNow)
        ),
        Effect.andThen(runner.dispatch({ _tag: "RunEnded", run: number })),
        orReport("respond", (error) => runner.dispatch({ _tag: "RunEnded", run: number, error }))
      )
    )
  }

  const perform = (output: Out): Effect.Effect<void, TransportError> => {
    switch (output._tag) {
      case "Send":
        return send(output)
      case "Close":
        return Effect.andThen(
          keep,
          Effect.forEach([connection, ...sidebands.values()], (peer) => peer.close(output.code, output.reason), {
            concurrency: "unbounded",
            discard: true
          })
        )
      case "Started":
        return started(output.id)
      case "Feed":
        return Effect.void
      case "Play":
        return Effect.sync(() => track?.play(output.samples))
      case "Transcribe":
        return transcribe(output)
      case "Run":
        return run(output)
      case "StopRun":
        return runner.stop("run")
      case "Wake":
        return runner.wake("wake", output.at, { _tag: "Tick" })
    }
  }

  const runner: SessionRunner<In, Out> = yield* makeSessionRunner({
    clock,
    initial: first.state,
    step: (before, input: In, now) => {
      const next = LiveMachine.step(before, { ...input, now })
      state = next.state
      return next
    },
    perform,
    applyBackpressure: (output) =>
      output._tag === "Feed" ? Effect.asVoid(Queue.offer(audio, output.samples)) : Effect.void
  })

  const join = (peer: LivePeer, gracefulClose: boolean): Effect.Effect<TransportError, TransportError> =>
    Effect.gen(function* () {
      const name = `sideband_${(joined += 1)}`
      sidebands.set(name, peer)
      yield* runner.dispatch({ _tag: "Joined", peer: name })
      yield* Stream.runForEach(peer.incoming, (decoded) =>
        runner.dispatch({ _tag: "Client", from: name, decoded })
      ).pipe(
        Effect.ensuring(
          Effect.suspend(() => {
            sidebands.delete(name)
            return gracefulClose
              ? Effect.ignore(runner.dispatch({ _tag: "Left", reason: "close_requested" }))
              : Effect.void
          })
        )
      )
      return yield* peer.ended
    })

  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      keep,
      Effect.sync(() => sessions.running.delete(state.session.id ?? ""))
    )
  )
  return runner
})
