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
  ["\u{ff}\u{fb}", "an MP3 file"],
  ["\u{ff}\u{f3}", "an MP3 file"],
  ["\u{ff}\u{f1}", "an AAC file"]
]

/** Returns the kind of a file by its first bytes, e.g. `an Ogg file`, or the bytes themselves. */
export const otherFile = (bytes: Uint8Array): string => {
  const head = String.fromCharCode(...bytes.subarray(0, 12))
  if (head.startsWith("ftyp", 4)) return "an MP4 file"
  const known = starts.find(([start]) => head.startsWith(start))
  const start = head.slice(0, 4)
  if (known !== undefined) return `${quoted(start)} of ${known[1]}`
  return quoted(start)
}

/** Four bytes as text if they are text, else as numbers. */
const quoted = (start: string): string =>
  /^[\x20-\x7e\s]*$/.test(start)
    ? JSON.stringify(start)
    : [...start].map((each) => `0x${each.charCodeAt(0).toString(16).padStart(2, "0")}`).join(" ")
