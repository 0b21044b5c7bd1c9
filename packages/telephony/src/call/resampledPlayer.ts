/** A player of the session's rate over a player of the call's rate. Positions are those of the session's samples. */
import { type AudioFormat, type Player, Resampler, sampleRate } from "@antiphon/audio"
import { sessionFormat, sessionRate } from "./codec.ts"

/** Returns the player of a call for a session that speaks in a format. It is the same player if the rates are. */
export const sessionPlayer = (player: Player, format: AudioFormat): Player =>
  player.rate === sampleRate(sessionFormat(format)) ? player : resampledPlayer(player, sessionRate)

/** Resamples once, on the way to the player. */
const resampledPlayer = (player: Player, rate: number): Player => {
  let resampler = Resampler.make({ from: rate, to: player.rate })
  /** Samples that were queued, at the session's rate. */
  let given = 0
  /** Where both rates meet. Before it nothing moves any more. */
  let met = { here: 0, there: 0, until: 0 }

  /** Turns a position of the player into one of the session. */
  const here = (there: number, isAll: boolean): number => {
    if (isAll && there >= met.there) return given
    if (there < met.there) return met.until
    return Math.min(given, met.here + Math.floor(((there - met.there) * rate) / player.rate))
  }
  return {
    rate,
    queue: (samples) => {
      given += samples.length
      player.queue(resampler.process(samples))
    },
    position: () => {
      const position = player.position()
      const until = here(position.until, position.until >= position.given)
      return { ...position, until, given }
    },
    clear: () => {
      const { given: there, until: at } = player.position()
      const isAll = at >= there
      const cleared = given
      resampler = Resampler.make({ from: rate, to: player.rate })
      return player.clear().then((stopped) => {
        const until = here(stopped.until, isAll)
        met = { here: cleared, there: stopped.resumesAt, until }
        return { ...stopped, until, resumesAt: cleared }
      })
    },
    close: player.close
  }
}
