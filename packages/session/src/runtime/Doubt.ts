/**
 * Whether a connection still carries anything. A socket whose peer is gone may stay open for minutes. A command that had no
 * answer while nothing else came either is a reason to doubt the connection: the server is then asked something that it
 * always answers. If nothing comes in a deadline, the connection is dead. Whatever comes clears the doubt.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Doubt {
  /** A frame came. */
  readonly heard: () => void
  /** Where things stand as a command is sent. */
  readonly mark: () => number
  /** A command of this mark had no answer in time. */
  readonly unanswered: (mark: number) => void
  /** So many ms of audio were sent. After 30 s of audio with no frame from the server it is asked. */
  readonly sent: (ms: number) => void
}

const silentAudioMs = 30_000

export const makeDoubt = (options: {
  readonly deadline: Duration.Duration
  readonly run: (effect: Effect.Effect<void>) => void
  /** Asks the server something that it always answers. */
  readonly probe: () => void
  /** Nothing came. */
  readonly dead: () => void
}): Doubt => {
  let frames = 0
  let audioMs = 0
  let isProbing = false

  const probe = (mark: number): void => {
    if (isProbing || frames !== mark) return
    isProbing = true
    options.probe()
    const judge = Effect.sync(() => {
      isProbing = false
      if (frames === mark) options.dead()
    })
    options.run(Effect.delay(judge, options.deadline))
  }
  return {
    heard: () => {
      frames += 1
      audioMs = 0
    },
    mark: () => frames,
    unanswered: probe,
    sent: (ms) => {
      audioMs += ms
      if (audioMs < silentAudioMs) return
      audioMs = 0
      probe(frames)
    }
  }
}
