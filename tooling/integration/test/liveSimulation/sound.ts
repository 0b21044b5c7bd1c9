/** The sound of a piece on the wire. Most pieces are silence or one tone, so each is decoded once. */
import { Base64, Pcm16 } from "@antiphon/audio"

/** Samples of one value. */
export interface Stretch {
  readonly value: number
  readonly length: number
}

/** Returns the function with a memory of its last results. */
const remembering = <A>(make: (base64: string) => A): ((base64: string) => A) => {
  const known = new Map<string, A>()
  return (base64) => {
    const found = known.get(base64)
    if (found !== undefined) return found
    const made = make(base64)
    if (known.size > 500) known.clear()
    known.set(base64, made)
    return made
  }
}

/** Decodes PCM16. */
export const samplesOf = remembering((base64): Int16Array => {
  const bytes = Base64.decode(base64)
  const read = bytes._tag === "Success" ? Pcm16.fromBytes(bytes.success) : undefined
  return read?._tag === "Success" ? read.success : new Int16Array(0)
})

/** The sound as stretches of one value. */
export const stretchesOf = remembering((base64): ReadonlyArray<Stretch> => {
  const samples = samplesOf(base64)
  const stretches: Array<Stretch> = []
  for (let from = 0; from < samples.length;) {
    const value = samples[from] ?? 0
    let to = from + 1
    while (to < samples.length && samples[to] === value) to += 1
    stretches.push({ value, length: to - from })
    from = to
  }
  return stretches
})
