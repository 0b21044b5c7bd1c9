/** Eleven sounds that are no speech, 3 s each, at 24 kHz. */

export interface Sound {
  readonly name: string
  readonly samples: Int16Array
}

const rate = 24_000
const seconds = 3

const sound = (name: string, at: (t: number) => number): Sound => ({
  name,
  samples: Int16Array.from(
    { length: seconds * rate },
    (_, index) => 32_767 * Math.max(-1, Math.min(1, at(index / rate)))
  )
})

const sine = (hertz: number) => (t: number) => Math.sin(2 * Math.PI * hertz * t)
const chord =
  (...hertz: ReadonlyArray<number>) =>
  (t: number) =>
    hertz.reduce((sum, each) => sum + sine(each)(t), 0) / hertz.length
const white = () => 2 * Math.random() - 1

/** Brown noise, the rumble of a room. */
const rumble = () => {
  let level = 0
  return () => (level = 0.995 * level + 0.05 * white())
}
/** A melody of struck notes. */
const melody = (notes: ReadonlyArray<number>) => (t: number) => {
  const beat = t % 0.4
  return 0.5 * Math.exp(-4 * beat) * chord(1, 2, 3)(t * (notes[Math.floor(t / 0.4) % notes.length] ?? 220))
}

export const sounds: ReadonlyArray<Sound> = [
  sound("silence", () => 0),
  sound("white noise", () => 0.1 * white()),
  sound("faint noise", () => 0.003 * white()),
  sound("rumble", rumble()),
  sound("tone", (t) => 0.3 * sine(440)(t)),
  sound("dial tone", (t) => 0.3 * chord(350, 440)(t)),
  sound("busy tone", (t) => (t % 1 < 0.5 ? 0.3 * chord(480, 620)(t) : 0)),
  sound("clicks", (t) => (t % 0.25 < 0.002 ? 0.8 : 0)),
  sound("sweep", (t) => 0.3 * Math.sin(2 * Math.PI * (100 + 600 * t) * t)),
  sound("melody", melody([262, 294, 330, 349, 392])),
  sound("chords", (t) => 0.3 * (t % 1.5 < 0.75 ? chord(262, 330, 392) : chord(220, 262, 330))(t))
]
