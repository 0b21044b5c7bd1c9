/** Names the kind of a file that is not a WAV file. */

const starts: ReadonlyArray<readonly [start: string, name: string]> = [
  ["OggS", "an Ogg file"],
  ["fLaC", "a FLAC file"],
  ["ID3", "an MP3 file"],
  ["FORM", "an AIFF file"],
  ["riff", "a Wave64 file"],
  [".snd", "an AU file"],
  ["#!AMR", "an AMR file"],
  ["caff", "a CAF file"],
  ["\u{1a}E\u{df}\u{a3}", "a Matroska or WebM file"],
  // Frames of layer III without a tag before them, of each version, and of ADTS.
  ...["\u{fb}", "\u{fa}", "\u{f3}", "\u{f2}", "\u{e3}", "\u{e2}"].map(
    (byte) => [`\u{ff}${byte}`, "an MP3 file"] as const
  ),
  ...["\u{f1}", "\u{f0}", "\u{f9}", "\u{f8}"].map((byte) => [`\u{ff}${byte}`, "an AAC file"] as const)
]

/** Returns the kind of a file of sound by its first bytes, e.g. `an Ogg file`, or `undefined` if it may be a WAV file or none. */
export const fileKind = (bytes: Uint8Array): string | undefined => {
  const head = String.fromCharCode(...bytes.subarray(0, 12))
  return head.startsWith("ftyp", 4) ? "an MP4 file" : starts.find(([start]) => head.startsWith(start))?.[1]
}

/** Returns the kind of a file by its first bytes, e.g. `an Ogg file`, or the bytes themselves. */
export const otherFile = (bytes: Uint8Array): string => {
  const kind = fileKind(bytes)
  const start = quoted(String.fromCharCode(...bytes.subarray(0, 4)))
  return kind === undefined ? start : `${start} of ${kind}`
}

/** Four bytes as text if they are text, else as numbers. */
const quoted = (start: string): string =>
  /^[\x20-\x7e\s]*$/.test(start)
    ? JSON.stringify(start)
    : [...start].map((each) => `0x${each.charCodeAt(0).toString(16).padStart(2, "0")}`).join(" ")
