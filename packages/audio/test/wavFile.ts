/** WAV files put together by hand, with the headers that other writers leave. */

export interface Chunk {
  readonly id: string
  readonly body: Uint8Array
  /** The size that the header says. Defaults to that of the body. */
  readonly size?: number
  /** False where the writer forgot the byte behind an odd body. */
  readonly padded?: boolean
}

export const text = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0))

const number = (value: number, bytes: 2 | 4, little: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(bytes))
  if (bytes === 2) view.setUint16(0, value, little)
  else view.setUint32(0, value, little)
  return new Uint8Array(view.buffer)
}

const together = (...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => Array.from(part)))

/** A fmt chunk. `width` is the bytes of one sample. */
export const fmt = (
  tag: number,
  bits: number,
  { channels = 1, little = true, rate = 8_000, width = Math.ceil(bits / 8) } = {}
): Chunk => ({
  id: "fmt ",
  body: together(
    number(tag, 2, little),
    number(channels, 2, little),
    number(rate, 4, little),
    number(rate * channels * width, 4, little),
    number(channels * width, 2, little),
    number(bits, 2, little)
  )
})

export const data = (body: Uint8Array, size = body.length): Chunk => ({ id: "data", body, size })

/** A file of chunks as they are, nothing checked. */
export const riff = (
  chunks: ReadonlyArray<Chunk>,
  { little = true, magic = "RIFF", size = 0 }: { little?: boolean; magic?: string; size?: number } = {}
): Uint8Array =>
  together(
    text(magic),
    number(size, 4, little),
    text("WAVE"),
    ...chunks.flatMap(({ body, id, padded = true, size: said = body.length }) => [
      text(id),
      number(said, 4, little),
      body,
      new Uint8Array(padded ? body.length % 2 : 0)
    ])
  )
