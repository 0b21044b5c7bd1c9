/** Speaks the answers of a chat through the loudspeaker. */
import { OutputAssembly, pcm24k, type Player } from "@antiphon/audio"
import { NodePlayer } from "@antiphon/audio/node"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { CliFailure } from "../CliFailure.ts"
import { openPlayer } from "../talk/devices.ts"
import { deviceFailure } from "../talk/DeviceEnded.ts"
import { findPlayers } from "../talk/programs.ts"

/** A voice of answers. */
export interface Speech {
  /** Takes an event of the server. Its audio plays. */
  readonly take: (event: ServerEvent | UnknownEvent) => void
  /** Waits until everything was played. Fails if the loudspeaker fails before. */
  readonly spoken: Effect.Effect<void, CliFailure>
}

/** Without a voice nothing is played. */
export const mute: Speech = { take: () => {}, spoken: Effect.void }

/** How much longer than its sound a player may take, in ms. */
const slackMs = 5000

/** Plays through the first player that works. The scope ends it. */
export const speakAnswers: Effect.Effect<Speech, CliFailure, Scope.Scope> = Effect.gen(function* () {
  const program = yield* openPlayer(yield* findPlayers(Option.none()))
  const player = yield* Effect.acquireRelease(
    Effect.sync(() => NodePlayer.make({ rate: pcm24k.rate, sink: program.sink })),
    ({ close }) => Effect.promise(close)
  )
  let assembly = OutputAssembly.make()
  return {
    take: (event) => {
      for (const assembled of assembly.push(event)) {
        if (assembled._tag === "Audio") player.queue(assembled.samples)
      }
      // The audio of an answer is not needed after it.
      if (event.type === "response.done") assembly = OutputAssembly.make()
    },
    spoken: Effect.raceFirst(
      played(player),
      Effect.mapError(program.ended, (end) => deviceFailure([end]))
    )
  }
})

/** Waits for the end of the sound. A player that hangs is not waited for. */
const played = (player: Player): Effect.Effect<void> => {
  const wait: Effect.Effect<void> = Effect.suspend(() => {
    const { given, latencyMs, until } = player.position()
    return until >= given && latencyMs === 0 ? Effect.void : Effect.delay(wait, "20 millis")
  })
  return Effect.suspend(() => {
    const { given, until } = player.position()
    return Effect.timeoutOption(wait, ((given - until) * 1000) / pcm24k.rate + slackMs)
  })
}
