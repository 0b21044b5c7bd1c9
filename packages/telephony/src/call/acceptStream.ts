/**
 * One stream of a carrier, from its first frame to its end. The socket belongs to the caller of this module. Frames go in
 * by `receive`, and its end by `closed`.
 */
import { sampleRate } from "@antiphon/audio"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Audio, Dialect, Frame, Odd, Started } from "../Dialect.ts"
import type { Call, CallControl, CallEnd } from "./Call.ts"
import { CallError } from "./CallError.ts"
import { type CallRegistry, makeCallRegistry } from "./CallRegistry.ts"
import { decodeSamples } from "./codec.ts"
import { type IncomingAudio, makeIncomingAudio } from "./IncomingAudio.ts"
import { sessionPlayer } from "./resampledPlayer.ts"
import { type CallSpeaker, makeSpeaker } from "./makeSpeaker.ts"

export interface StreamOptions {
  readonly dialect: Dialect
  /** Sends a frame to the carrier. Must not throw. */
  readonly send: (frame: Frame) => void
  /** Closes the socket normally. Must not throw. */
  readonly close: () => void
  /** What the carrier does over HTTP. */
  readonly control?: CallControl
  /** The calls of the same listener. Defaults to a registry of this stream alone. */
  readonly registry?: CallRegistry
  /** Called with each frame that the dialect does not know or cannot read. */
  readonly onOdd?: (odd: Odd) => void
  /** How long the carrier may send no audio, in ms. Defaults to 30 s. */
  readonly silentMs?: number
}

export interface CallStream {
  /** Takes a frame from the carrier. Never throws. */
  readonly receive: (frame: Frame) => void
  /** The socket has closed. `isClean` says whether by a close. */
  readonly closed: (isClean: boolean) => void
  /** Waits for the call. Returns `undefined` if the stream ends before it starts. */
  readonly call: Effect.Effect<Call | undefined>
  readonly ended: Effect.Effect<CallEnd>
}

/** How much audio before the start is kept, in bytes and in frames. It is 2 s of G.711. */
const earlyBytes = 16_000
const earlyFrames = 100

/** Accepts a stream. The scope owns it, and hangs up when it closes. */
export const acceptStream = (options: StreamOptions): Effect.Effect<CallStream, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const wake = yield* FiberHandle.makeRuntime<never>()
    const watch = yield* FiberHandle.makeRuntime<never>()
    const audio = yield* Queue.sliding<Int16Array, Cause.Done>(1500)
    const keys = yield* Queue.sliding<string, Cause.Done>(64)
    const stream = makeStream(options, {
      audio,
      keys,
      now: () => Number(clock.monotonicTimeNanosUnsafe()) / 1e6,
      wakeIn: (ms, run) => void wake(Effect.andThen(Effect.sleep(ms), Effect.sync(run))),
      watchIn: (ms, run) => void watch(Effect.andThen(Effect.sleep(ms), Effect.sync(run)))
    })
    yield* Effect.addFinalizer(() => Effect.sync(stream.abandon))
    return stream
  })

interface Parts {
  readonly audio: Queue.Queue<Int16Array, Cause.Done>
  readonly keys: Queue.Queue<string, Cause.Done>
  readonly now: () => number
  readonly wakeIn: (ms: number, run: () => void) => void
  readonly watchIn: (ms: number, run: () => void) => void
}

/** The call that has started. */
interface Running {
  readonly started: Started
  readonly speaker: CallSpeaker
  readonly incoming: IncomingAudio
  readonly since: number
}

// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share the one state of a stream
const makeStream = (options: StreamOptions, parts: Parts) => {
  const { dialect, registry = makeCallRegistry(), silentMs = 30_000 } = options
  const call = Deferred.makeUnsafe<Call | undefined>()
  const ended = Deferred.makeUnsafe<CallEnd>()
  let running: Running | undefined
  const early: Array<Audio> = []
  let earlyLength = 0
  let lastAudioAt = parts.now()
  let isTransferring = false

  const isOver = (): boolean => Deferred.isDoneUnsafe(ended)

  const finish = (seen: CallEnd): void => {
    if (isOver()) return
    // A carrier ends the stream of a call that it transfers, often before it answers.
    const reason = isTransferring && (seen === "hung_up" || seen === "lost") ? "transferred" : seen
    Deferred.doneUnsafe(ended, Effect.succeed(reason))
    Deferred.doneUnsafe(call, Effect.succeed(undefined))
    if (running !== undefined) registry.leave(running.started.callId, retire)
    void running?.speaker.close()
    Queue.endUnsafe(parts.audio)
    Queue.endUnsafe(parts.keys)
    options.close()
  }

  const retire = (): void => finish("replaced")

  const hangup = (reason: CallEnd): void => {
    if (isOver()) return
    if (running !== undefined)
      for (const frame of dialect.encode({ _tag: "Hangup" }, running.started)) options.send(frame)
    finish(reason)
  }

  const start = (started: Started): void => {
    if (running !== undefined || isOver()) return
    const { now, wakeIn } = parts
    const speaker = makeSpeaker({ dialect, started, send: options.send, now, wakeIn })
    const incoming = makeIncomingAudio(sampleRate(started.format), dialect.facts.ordered)
    running = { started, speaker, incoming, since: now() }
    lastAudioAt = now()
    for (const frame of dialect.encode({ _tag: "Begin" }, started)) options.send(frame)
    registry.enter(started.callId, retire)
    Deferred.doneUnsafe(call, Effect.succeed(callOf(running)))
    for (const each of early.splice(0)) takeAudio(each)
  }

  const takeAudio = (heard: Audio): void => {
    // Audio alone is no call, so a stream that does not start ends too.
    if (running !== undefined) lastAudioAt = parts.now()
    else {
      earlyLength += heard.bytes.length
      if (earlyLength <= earlyBytes && early.length < earlyFrames) early.push(heard)
      return
    }
    const samples = decodeSamples(running.started.format, heard.bytes)
    for (const block of running.incoming.push(heard, samples)) Queue.offerUnsafe(parts.audio, block)
  }

  const receive = (frame: Frame): void => {
    if (isOver()) return
    const heard = dialect.decode(frame)
    switch (heard._tag) {
      case "Started":
        return start(heard)
      case "Audio":
        return takeAudio(heard)
      case "Mark":
        return running?.speaker.take({ _tag: "Marked", name: heard.name })
      case "Flow":
        return running?.speaker.take({ _tag: "Flow", isPaused: heard.isPaused })
      case "Dtmf":
        return void Queue.offerUnsafe(parts.keys, heard.digits)
      case "Stopped":
        return finish("hung_up")
      case "Odd":
        return options.onOdd?.(heard)
      case "Cleared":
      case "Noted":
        return
    }
  }

  /** Looks now and then, so that a frame costs no timer. */
  const watch = (): void => {
    if (isOver()) return
    const restMs = lastAudioAt + silentMs - parts.now()
    if (restMs <= 0) return hangup("silent")
    parts.watchIn(restMs, watch)
  }
  watch()

  const callOf = ({ since, speaker, started }: Running): Call => ({
    id: started.callId,
    streamId: started.streamId,
    from: started.from,
    to: started.to,
    parameters: started.parameters,
    format: started.format,
    playFormat: started.playFormat,
    audio: Stream.fromQueue(parts.audio),
    dtmf: Stream.fromQueue(parts.keys),
    speaker: sessionPlayer(speaker, started.playFormat),
    lastsMs: () => parts.now() - since,
    fill: (sound) =>
      Effect.suspend(() => {
        let at = 0
        const next = Effect.sync(() => {
          if (sound.length > 0) at = speaker.fill(sound, at)
        })
        return Effect.forever(Effect.andThen(next, Effect.sleep(20)))
      }),
    sendDtmf: (digits) =>
      Effect.suspend((): Effect.Effect<void, CallError> => {
        if (isOver()) return gone
        if (!/^[0-9*#A-Dw]+$/u.test(digits)) {
          return refuse("unsupported", "Only 0 to 9, *, #, A to D and w are keys.")
        }
        if (dialect.facts.dtmf) {
          return Effect.sync(() => {
            for (const frame of dialect.encode({ _tag: "Dtmf", digits }, started)) options.send(frame)
          })
        }
        const press = options.control?.sendDtmf
        return press === undefined
          ? refuse("unsupported", `The socket of ${dialect.name} cannot press keys. Give the call a control.`)
          : press(started.callId, digits, started.parameters)
      }),
    transfer: (to) =>
      Effect.suspend(() => {
        if (isOver()) return gone
        const transfer = options.control?.transfer
        if (transfer === undefined) {
          return refuse("unsupported", `The socket of ${dialect.name} cannot transfer a call. Give the call a control.`)
        }
        isTransferring = true
        return transfer(started.callId, to, started.parameters).pipe(
          Effect.andThen(Effect.sync(() => finish("transferred"))),
          Effect.tapError(() => Effect.sync(() => (isTransferring = false)))
        )
      }),
    hangup: Effect.suspend(() => {
      if (isOver()) return Effect.void
      const over = options.control?.hangup?.(started.callId) ?? Effect.void
      hangup("ours")
      // The socket is closed in any case, which ends the call at most carriers.
      return Effect.ignore(over)
    }),
    played: Effect.callback<void>((resume) => {
      // Without marks the clock of this process says it, and the ear is a little behind.
      const heard = dialect.facts.marks === "none" ? Effect.sleep(dialect.facts.aheadMs) : Effect.void
      if (speaker.isPlayed()) return resume(Effect.void)
      speaker.onPlayed(() => resume(heard))
    }),
    ended: Deferred.await(ended)
  })

  return {
    receive,
    closed: (isClean: boolean) => finish(isClean ? "hung_up" : "lost"),
    abandon: () => hangup("ours"),
    call: Deferred.await(call),
    ended: Deferred.await(ended)
  }
}

const refuse = (code: CallError["code"], message: string) => Effect.fail(new CallError({ code, message }))

const gone = refuse("ended", "The call has ended.")
