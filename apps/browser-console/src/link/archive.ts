/** What a session leaves, which is its recording, its transcript and its audio. Saves each as a file. */
import { Wav } from "@antiphon/audio"
import type { Turn } from "@antiphon/session"
import * as Result from "effect/Result"
import { type Replay, replay } from "../state/Replay.ts"
import { channelsOf, sentBetween, soundRate } from "../state/Sound.ts"
import type { ThreadEntry } from "../state/Thread.ts"
import { transcriptText } from "../state/transcriptText.ts"
import { download } from "./download.ts"
import type { Tape } from "./tape.ts"

/** The recordings of one session, live or opened. */
export interface Archive {
  /** The name of its files, without an ending. */
  readonly name: string
  /** When it began, in ISO 8601. */
  readonly startedAt: string
  /** The text of its files, one per connection. */
  readonly recordings: () => ReadonlyArray<Blob>
}

/** The archive of a session of this page. */
export const archiveOf = ({ recordings, startedAt }: Tape): Archive => ({
  name: `antiphon-${startedAt.slice(0, 19).replaceAll(":", "-")}`,
  startedAt,
  recordings
})

/** The archive of an opened file. */
export const archiveOfFile = ({ name, startedAt, text }: Replay): Archive => ({
  name: name.replace(/\.[^.]+$/, ""),
  startedAt,
  recordings: () => [new Blob([text])]
})

/** Opens the recordings of an archive. One that cannot be opened is left out. */
export const openArchive = async (archive: Archive): Promise<ReadonlyArray<Replay>> => {
  const texts = await Promise.all(archive.recordings().map((blob) => blob.text()))
  return texts.flatMap((text, index) => {
    const opened = replay(fileName(archive, index), text)
    return Result.isSuccess(opened) ? [opened.success] : []
  })
}

/** The name of the file of one connection. */
const fileName = ({ name }: Archive, index: number): string => `${name}${index === 0 ? "" : `-${index + 1}`}.jsonl`

/** Saves one file per connection. */
export const saveRecording = (archive: Archive): void => {
  for (const [index, blob] of archive.recordings().entries()) download(fileName(archive, index), blob)
}

/** Saves the conversation as Markdown. */
export const saveTranscript = (archive: Archive, entries: ReadonlyArray<ThreadEntry>, endpoint: string): void => {
  const text = transcriptText(entries, { startedAt: archive.startedAt, endpoint })
  download(`${archive.name}.md`, new Blob([text], { type: "text/markdown" }))
}

/** Saves both sides as a stereo WAV file. Fails if no audio travelled in events. */
export const saveSound = async (archive: Archive): Promise<void> => {
  const opened = await openArchive(archive)
  const zero = Date.parse(opened[0]?.startedAt ?? archive.startedAt)
  const channels = channelsOf(
    ...opened.map(({ sound, startedAt }) => ({ sound, offsetMs: Date.parse(startedAt) - zero }))
  )
  if (channels[0].length === 0) {
    throw new Error(
      "This session has no audio in its events. Over WebRTC audio travels in tracks, which are not recorded."
    )
  }
  download(
    `${archive.name}.wav`,
    new Blob([Wav.write({ sampleRate: soundRate, channels }).slice()], { type: "audio/wav" })
  )
}

/** The audio of one message, heard or not, or `undefined` if the events have none. */
export const soundOfMessage = async (
  archive: Archive,
  itemId: string,
  turn: Turn | undefined
): Promise<Int16Array | undefined> => {
  for (const { session, sound } of await openArchive(archive)) {
    const item = sound.items.get(itemId)
    if (item !== undefined) return item.samples
    if (turn?.audioStartMs === undefined || turn.audioEndMs === undefined || !session.turns.has(itemId)) continue
    return sentBetween(sound, turn.audioStartMs, turn.audioEndMs)
  }
  return undefined
}
