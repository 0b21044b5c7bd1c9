/** PCM of a call in a page. Nothing runs, and nothing is loaded, until samples are sent or asked for. */
import { Microphone as Capture, WebPlayer } from "@antiphon/audio"
import { type Media, TransportError } from "@antiphon/core"
import { makeHighWater } from "@antiphon/core/transport"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { awaited, once } from "./effects.ts"
import { messageOf } from "./failures.ts"
import type { LocalAudio, Mixer } from "./localAudio.ts"

/** Where the files of `@antiphon/audio/worklets` are served, if not beside that package's modules. */
export interface WorkletUrls {
  /** The worklet that plays. Defaults to a file next to the module. */
  readonly player?: string | URL
  readonly capture?: string | URL
}

const sampleRate = 24_000

/** The most received blocks of 20 ms that wait for a reader. They are 60 s. Older ones are dropped. */
const maxBlocks = 3000

interface CallMedia {
  readonly media: Media
  readonly end: (error: TransportError) => void
}

/** Makes the media of a call, whose parts `scope` holds. */
export const makeMedia = (options: {
  readonly scope: Scope.Scope
  readonly remote: MediaStream
  readonly local: LocalAudio
  readonly worklets: WorkletUrls
}): Effect.Effect<CallMedia> =>
  Effect.gen(function* () {
    const received = yield* Queue.sliding<Int16Array, TransportError>(maxBlocks)
    const ended = yield* Deferred.make<never, TransportError>()
    let error: TransportError | undefined
    let given = 0
    let played = 0

    const reach = (position: number) => {
      played = Math.max(played, position)
      highWater.drained()
    }
    const highWater = makeHighWater({ mark: sampleRate, unwritten: () => given - played, endedWith: () => error })
    const player = once(
      options.scope,
      Effect.tap(openPlayer(options.worklets.player, reach), ({ mixer }) => options.local.mixWith(mixer))
    )
    const capture = once(
      options.scope,
      openCapture(options.remote, options.worklets.capture, (block) => void Queue.offerUnsafe(received, block))
    )
    return {
      media: {
        sampleRate,
        incoming: Stream.unwrap(
          Effect.suspend(() =>
            Effect.as(error === undefined ? Effect.raceFirst(capture, Deferred.await(ended)) : Effect.void, received)
          ).pipe(Effect.map(Stream.fromQueue))
        ),
        send: (samples) =>
          Effect.flatMap(Effect.raceFirst(Deferred.await(ended), player), ({ queue }) =>
            highWater.send(() => {
              given += samples.length
              queue(samples)
            })
          ),
        clear: Effect.suspend(() =>
          given === played
            ? Effect.void
            : Effect.matchEffect(player, {
                onFailure: () => Effect.void,
                onSuccess: ({ clear }) => Effect.map(clear, reach)
              })
        )
      },
      end: (reason) => {
        error = reason
        Deferred.doneUnsafe(ended, Effect.fail(reason))
        Queue.failCauseUnsafe(received, Cause.fail(reason))
        highWater.drained()
      }
    }
  })

interface Player {
  readonly mixer: Mixer
  readonly queue: (samples: Int16Array) => void
  /** Gives the position that it goes on from. */
  readonly clear: Effect.Effect<number>
}

/** A player whose sound is a track, with the microphone mixed in. */
const openPlayer = (
  workletUrl: string | URL | undefined,
  onPosition: (until: number) => void
): Effect.Effect<Player, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const context = yield* Effect.acquireRelease(
      Effect.sync(() => new AudioContext({ latencyHint: "interactive" })),
      (open) => Effect.promise(() => open.close())
    )
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
    const [output] = destination.stream.getAudioTracks()
    const made = yield* Effect.promise(() =>
      WebPlayer.make({
        rate: sampleRate,
        context,
        destination,
        onPosition: ({ until }) => onPosition(until),
        ...(workletUrl === undefined ? {} : { workletUrl })
      })
    )
    if (made._tag === "Failure") return yield* unusable(made.failure)
    if (output === undefined) return yield* unusable(new Error("an audio destination has no track"))
    // Not awaited, because a browser that wants a click first keeps this pending until there is one.
    void made.success.resume()
    let source: MediaStreamAudioSourceNode | undefined
    return {
      mixer: {
        output,
        mix: (microphone) => {
          source?.disconnect()
          source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([microphone]) })
          source.connect(destination)
        }
      },
      queue: made.success.queue,
      clear: Effect.map(
        Effect.promise(() => made.success.clear()),
        ({ resumesAt }) => resumesAt
      )
    }
  })

/** Captures the remote stream. */
const openCapture = (
  remote: MediaStream,
  workletUrl: string | URL | undefined,
  onSamples: (samples: Int16Array) => void
): Effect.Effect<void, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    // Chromium decodes a remote track for Web Audio only while an element has it too.
    const pump = new Audio()
    pump.muted = true
    pump.srcObject = remote
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        pump.srcObject = null
      })
    )
    yield* Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        const opened = yield* restore(
          awaited(
            () =>
              Capture.open({
                stream: remote,
                rate: sampleRate,
                onSamples,
                ...(workletUrl === undefined ? {} : { workletUrl })
              }),
            (cause) => unusable(new Error(messageOf(cause))),
            (late) => late._tag === "Success" && void late.success.close()
          )
        )
        if (opened._tag === "Failure") return yield* unusable(opened.failure)
        yield* Effect.addFinalizer(() => Effect.promise(() => opened.success.close()))
      })
    )
  })

const unusable = (cause: Error): TransportError =>
  TransportError.protocol({ detail: `the samples of the call are not available: ${cause.message}`, cause })
