/** Holds a live conversation through the microphone and the loudspeaker of this machine. */
import { pcm24k } from "@antiphon/audio"
import { NodePlayer } from "@antiphon/audio/node"
import type { Transport, TransportError } from "@antiphon/core"
import { Session, type SessionError } from "@antiphon/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import type * as Terminal from "effect/Terminal"
import { type Answerer, connectTo } from "../Answerer.ts"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import type { ToolProgram } from "../tools/readTools.ts"
import { readKeys } from "./keys.ts"
import { makeLevels } from "./levels.ts"
import { openPlayer, openRecorder } from "./devices.ts"
import { deviceFailure } from "./DeviceEnded.ts"
import { unheard, watched } from "./MicrophoneWatch.ts"
import { watchPlayback } from "./playback.ts"
import { findPlayers, findRecorders, type PlayerName, type RecorderName } from "./programs.ts"
import { pressed, type PushToTalk, released, repeatMs, waited } from "./pushToTalk.ts"
import type { Recorder } from "./runProgram.ts"
import { makeTalkView, type TalkView } from "./TalkView.ts"

/** What `antiphon talk` needs. */
export interface TalkOptions {
  readonly recorder: Option.Option<RecorderName>
  readonly player: Option.Option<PlayerName>
  /** Whether the user ends each turn with the space key, in place of turn detection. */
  readonly ptt: boolean
  readonly instructions: Option.Option<string>
  readonly voice: Option.Option<string>
  readonly tools: ReadonlyArray<ToolProgram>
  readonly model: string
  readonly server: Effect.Effect<Answerer, CliFailure, Scope.Scope>
}

/** How long a lost connection is tried again. */
const patience = "30 seconds"
/**
 * How long a recorder may give nothing. Silence is sent then, because a server finds the end of a turn by the silence after
 * it, and some devices give nothing while nothing sounds.
 */
const stallMs = 1000

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
  const recorders = yield* findRecorders(options.recorder)
  const players = yield* findPlayers(options.player)
  const answerer = yield* options.server
  const view = yield* makeTalkView
  const player = yield* openPlayer(players)
  const levels = makeLevels()
  const { isQuiet, speaker } = yield* Effect.acquireRelease(
    Effect.sync(() => watchPlayback(NodePlayer.make({ rate: pcm24k.rate, sink: levels.watch(player.sink) }))),
    ({ speaker: { close } }) => Effect.promise(close)
  )
  const session = yield* Session.reconnecting(connectTo(answerer, options.model), {
    speaker,
    patience,
    tools: { tools: options.tools }
  })
  yield* session.configure(configuration(options))
  const recorder = yield* openRecorder(recorders)
  yield* view.say("connected", `${answerer.url}: ${answerer.name}`)
  yield* view.say("devices", `${recorder.name} records, ${player.name} plays. Headphones keep it from hearing itself.`)

  const button = makeButton(session, view)
  const isOpen = () => !options.ptt || button.isTalking()
  const speak = Effect.gen(function* () {
    let microphone = unheard
    while (true) {
      const block = yield* nextBlock(recorder)
      const samples = Option.getOrElse(block, () => new Int16Array((stallMs * pcm24k.rate) / 1000))
      const before = microphone
      microphone = watched(before, Option.getOrUndefined(block), (samples.length * 1000) / pcm24k.rate)
      if (microphone.notice !== before.notice) yield* view.say("microphone", microphone.notice ?? "")
      levels.heard(samples)
      if (isOpen()) yield* session.sendAudio(samples)
    }
  })
  const hint = () => (options.ptt ? (button.isTalking() ? "space sends" : "space talks") : "Ctrl-C ends")
  const onKey = (key: string) => (options.ptt && key === " " ? button.press : Effect.void)
  const lost = Effect.flatMap(session.ended, (error) => Effect.fail(error))
  yield* Effect.raceAllFirst([
    speak,
    view.show({ session, levels, isQuiet, hint }),
    hasKeys ? readKeys(onKey) : Effect.never,
    button.watch,
    Effect.mapError(recorder.ended, (end) => deviceFailure([end])),
    Effect.mapError(player.ended, (end) => deviceFailure([end])),
    lost
  ])
})

/** The next sound of the microphone, or nothing if it stalls. */
const nextBlock = ({ blocks }: Recorder): Effect.Effect<Option.Option<Int16Array>> =>
  Effect.timeoutOption(Queue.take(blocks), stallMs)

/** What the session is asked for. */
const configuration = ({ instructions, ptt, tools, voice }: TalkOptions) => ({
  type: "realtime" as const,
  output_modalities: ["audio" as const],
  ...(instructions._tag === "Some" ? { instructions: instructions.value } : {}),
  ...(tools.length === 0 ? {} : { tools: tools.map(({ definition }) => definition) }),
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
  // What was said before is cleared first, so that no word of this turn is.
  const begin = Effect.all([session.clearInput, session.interrupt], { concurrency: 2, discard: true })
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
