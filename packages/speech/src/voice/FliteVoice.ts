/** The voices inside flite: slt (US English, female), rms (US, male), awb (Scottish, male), kal16 and kal (US, male, robotic). */
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

/** The flite voice for a voice name of the protocol or of flite itself; `slt` for any other name. */
export const fliteVoice = (name: string): FliteVoice => (Object.hasOwn(voices, name) ? (voices[name] ?? "slt") : "slt")
