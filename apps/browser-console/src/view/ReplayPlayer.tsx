/** Plays an opened recording, with the sound of both sides and a position to choose. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react"
import type { SoundPlayer } from "../link/soundPlayer.ts"
import type { Replay } from "../state/Replay.ts"
import { channelsOf, soundWaves } from "../state/Sound.ts"
import { PauseIcon, PlayIcon } from "./icons.tsx"
import { Stage } from "./Stage.tsx"

/** The recording and what plays it. */
interface Props {
  readonly replay: Replay
  readonly player: SoundPlayer
}

/** The name of the whole recording for the player. Messages have the names of their items. */
const whole = "the whole recording"

/** A time as minutes and seconds. */
const clock = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${`${Math.floor((ms % 60_000) / 1000)}`.padStart(2, "0")}`

/** The strip with its controls. Without audio it says why there is none. */
export const ReplayPlayer = ({ player, replay: { sound } }: Props) => {
  const { name } = useSyncExternalStore(player.state.subscribe, player.state.get)
  const [at, setAt] = useState(0)
  const isPlaying = name === whole
  const place = useRef(0)
  place.current = at
  const waves = useMemo(() => soundWaves(sound), [sound])
  const channels = useMemo(() => channelsOf({ sound, offsetMs: 0 }), [sound])
  const position = (): number => (isPlaying ? (player.position() ?? place.current) : place.current)

  useEffect(() => {
    if (!isPlaying) return
    const timer = setInterval(() => setAt(Math.min(sound.durationMs, player.position() ?? place.current)), 100)
    return () => {
      clearInterval(timer)
      // Playback ends between two looks at its position.
      if (sound.durationMs - place.current < 300) setAt(sound.durationMs)
    }
  }, [isPlaying, player, sound])
  useEffect(() => () => player.stop(), [player])

  if (sound.durationMs === 0) return <p className="silent">This recording has no audio in its events.</p>
  const go = (to: number): void => {
    setAt(to)
    if (isPlaying) void player.play(whole, channels, to)
  }
  const toggle = (): void => {
    if (!isPlaying) return void player.play(whole, channels, at >= sound.durationMs - 50 ? 0 : at)
    setAt(position())
    player.stop()
  }
  return (
    <>
      <Stage waves={() => waves} now={position} isMoving={isPlaying} redraw={at} />
      <div className="dock transport">
        <button type="button" className="talk-button" aria-label={isPlaying ? "Pause" : "Play"} onClick={toggle}>
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </button>
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={clock(at)}
          min={0}
          max={Math.ceil(sound.durationMs)}
          step={10}
          value={at}
          onChange={({ target }) => go(Number(target.value))}
        />
        <span className="length">
          {clock(at)} / {clock(sound.durationMs)}
        </span>
      </div>
    </>
  )
}
