/** Holds a live conversation through the microphone and the loudspeaker of this machine. */
import { pcm24k } from "@antiphon/audio"
import { NodePlayer } from "@antiphon/audio/node"
import type { Transport, TransportError } from "@antiphon/core"
import { Session, type SessionError } from "@antiphon/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import type * as Terminal from "effect/Terminal"
import { type Answerer, connectTo } from "../Answerer.ts"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { readKeys } from "./keys.ts"
import { makeLevels } from "./levels.ts"
import { findPlayer, findRecorder, type PlayerName, type RecorderName } from "./programs.ts"
import { pressed, type PushToTalk, released, repeatMs, waited } from "./pushToTalk.ts"
import { startPlayer, startRecorder } from "./runProgram.ts"
import { makeTalkView, type TalkView } from "./TalkView.ts"

/** What `antiphon talk` needs. */
export interface TalkOptions {
  readonly recorder: Option.Option<RecorderName>
  readonly player: Option.Option<PlayerName>
  /** Whether the user ends each turn with the space key, in place of turn detection. */
  readonly ptt: boolean
  readonly instructions: Option.Option<string>
  readonly voice: Option.Option<string>
  readonly model: string
  readonly server: Effect.Effect<Answerer, CliFailure, Scope.Scope>
}

/** How long a lost connection is tried again. */
const patience = "30 seconds"

/** Talks until the user ends it with Ctrl-C, or a device or the connection fails. */
export const talk = Effect.fnUntraced(function* (
  options: TalkOptions
): Effect.fn.Return<
  void,
  CliFailure | TransportError | SessionError,
  Scope.Scope | Stdio.Stdio | Terminal.Terminal | Transport
> {
  const { stdinIsTerminal } = yield* Stdio.Stdio
  const hasKeys = yield* stdinIsTerminal
  if (options.ptt && !hasKeys) return yield* cliFailure("--ptt needs a terminal, for its space key")
  const programs = yield* Effect.all([findRecorder(options.recorder), findPlayer(options.player)])
  const answerer = yield* options.server
  const view = yield* makeTalkView
  const player = yield* startPlayer(programs[1])
  const levels = makeLevels()
  const speaker = yield* Effect.acquireRelease(
    Effect.sync(() => NodePlayer.make({ rate: pcm24k.rate, sink: levels.watch(player.sink) })),
    ({ close }) => Effect.promise(close)
  )
  const session = yield* Session.reconnecting(connectTo(answerer, options.model), { speaker, patience })
  yield* session.configure(configuration(options))
  const recorder = yield* startRecorder(programs[0])
  yield* view.say("connected", `${answerer.url}: ${answerer.name}`)
  yield* view.say("devices", `${recorder.name} records, ${player.name} plays. Headphones keep it from hearing itself.`)

  const button = makeButton(session, view)
  const isOpen = () => !options.ptt || button.isTalking()
  const speak = Effect.gen(function* () {
    while (true) {
      const samples = yield* Queue.take(recorder.blocks)
      levels.heard(samples)
      if (isOpen()) yield* session.sendAudio(samples)
    }
  })
  const isQuiet = () => {
    const { given, latencyMs, until } = speaker.position()
    return until >= given && latencyMs === 0
  }
  const hint = () => (options.ptt ? (button.isTalking() ? "space sends" : "space talks") : "Ctrl-C ends")
  const onKey = (key: string) => (options.ptt && key === " " ? button.press : Effect.void)
  const lost = Effect.flatMap(session.ended, (error) => Effect.fail(error))
  yield* Effect.raceAllFirst([
    speak,
    view.show({ session, levels, isQuiet, hint }),
    hasKeys ? readKeys(onKey) : Effect.never,
    button.watch,
    recorder.ended,
    player.ended,
    lost
  ])
})

/** What the session is asked for. */
const configuration = ({ instructions, ptt, voice }: TalkOptions) => ({
  type: "realtime" as const,
  output_modalities: ["audio" as const],
  ...(instructions._tag === "Some" ? { instructions: instructions.value } : {}),
  audio: {
    input: {
      format: pcm24k,
      transcription: { model: "gpt-4o-mini-transcribe" },
      turn_detection: ptt ? null : { type: "server_vad" as const }
    },
    output: { format: pcm24k, ...(voice._tag === "Some" ? { voice: voice.value } : {}) }
  }
})

/** The button of push-to-talk. */
const makeButton = (session: Session, view: TalkView) => {
  let key: PushToTalk = released
  const begin = Effect.andThen(session.interrupt, session.clearInput)
  const end = Effect.andThen(session.commit, session.createResponse())
  const change = (next: PushToTalk) =>
    Effect.gen(function* () {
      const before = key
      key = next
      if (before.isTalking === next.isTalking) return
      yield* Effect.catch(next.isTalking ? begin : end, ({ message }) => view.say("not sent", message))
    })
  return {
    isTalking: () => key.isTalking,
    press: Effect.flatMap(Clock.currentTimeMillis, (now) => change(pressed(key, now))),
    /** Notices that a held key was released. */
    watch: Effect.forever(
      Effect.andThen(
        Effect.sleep(repeatMs / 4),
        Effect.flatMap(Clock.currentTimeMillis, (now) => change(waited(key, now)))
      )
    )
  }
}
