/**
 * The voices inside flite. `slt` is US English and female, `rms` US and male, `awb` Scottish and male. `kal16` and
 * `kal` are US, male and robotic.
 */
export type FliteVoice = "slt" | "rms" | "awb" | "kal16" | "kal"

const voices: Readonly<Record<string, FliteVoice>> = {
  slt: "slt",
  rms: "rms",
  awb: "awb",
  kal16: "kal16",
  kal: "kal",
  alloy: "slt",
  ash: "rms",
  ballad: "awb",
  cedar: "rms",
  coral: "slt",
  echo: "kal16",
  marin: "slt",
  sage: "slt",
  shimmer: "slt",
  verse: "kal"
}

/** Returns the flite voice for a voice name of the protocol or of flite, or `slt` for any other name. */
export const fliteVoice = (name: string): FliteVoice => (Object.hasOwn(voices, name) ? (voices[name] ?? "slt") : "slt")
