/**
 * The recordings of stored sessions, for `GET …/content`. They live in memory, so a session keeps its first 10 minutes, and
 * all sessions of a server share 64 MiB. The oldest recording goes first.
 */
import { Pcm16, Wav } from "@antiphon/audio"
import type * as Live from "@antiphon/core/live"
import * as Result from "effect/Result"
import { decodeSamples } from "../machine/codec.ts"

/** The longest recording, in samples of 24 kHz. */
const maxSamples = 10 * 60 * 24_000
/** The bytes of all recordings. */
const maxBytes = 64 * 1024 * 1024
/** How many recordings there are at most. A session that was silent has one too. */
const maxRecordings = 100
/** A caller who falls this far behind was silent, so the gap is filled, in samples. */
const gap = 24_000

/** The audio of one side. */
interface Channel {
  readonly blocks: Array<Int16Array>
  samples: number
}

/** The audio of one session. */
interface Recording {
  readonly caller: Channel
  readonly model: Channel
}

/** The recordings of a server. */
export interface Recordings {
  /** Begins the recording of a session. It is silent until audio comes. */
  readonly begin: (sessionId: string) => void
  /** Adds an event that sidebands receive. Events without audio have no effect. */
  readonly take: (sessionId: string, event: Live.ServerEvent) => void
  /** A WAV file of what was recorded so far, the caller on the left and the model on the right. */
  readonly wavOf: (sessionId: string) => Uint8Array<ArrayBuffer> | undefined
}

const bytesOf = ({ caller, model }: Recording): number => 2 * (caller.samples + model.samples)
const empty = (): Recording => ({ caller: { blocks: [], samples: 0 }, model: { blocks: [], samples: 0 } })

/** Makes the recordings, empty. */
export const makeRecordings = (limitBytes = maxBytes): Recordings => {
  const kept = new Map<string, Recording>()
  let held = 0

  const forget = (sessionId: string): void => {
    const recording = kept.get(sessionId)
    if (recording === undefined) return
    kept.delete(sessionId)
    held -= bytesOf(recording)
  }

  const begin = (sessionId: string): void => {
    if (!kept.has(sessionId)) kept.set(sessionId, empty())
    const [oldest] = kept.keys()
    if (kept.size > maxRecordings && oldest !== undefined) forget(oldest)
  }

  /** Makes room by the oldest recordings. Returns false if only this one is left. */
  const hasRoom = (sessionId: string, bytes: number): boolean => {
    for (const oldest of kept.keys()) {
      if (held + bytes <= limitBytes || oldest === sessionId) break
      forget(oldest)
    }
    return held + bytes <= limitBytes
  }

  const take = (sessionId: string, event: Live.ServerEvent): void => {
    const isCaller = event.type === "session.input_audio.append"
    if (!isCaller && event.type !== "session.output_audio.delta") return
    const recording = kept.get(sessionId) ?? empty()
    const channel = isCaller ? recording.caller : recording.model
    if (channel.samples >= maxSamples) return
    const decoded = decodeSamples(isCaller ? event.audio : event.delta)
    // The machine encodes what it sends to sidebands, so it always decodes.
    if (Result.isFailure(decoded)) return
    const silence = isCaller ? silenceBefore(recording) : 0
    const added = silence + decoded.success.length
    if (!hasRoom(sessionId, 2 * added)) return
    kept.set(sessionId, recording)
    if (silence > 0) channel.blocks.push(new Int16Array(silence))
    channel.blocks.push(decoded.success)
    channel.samples += added
    held += 2 * added
  }

  return {
    begin,
    take,
    wavOf: (sessionId) => {
      const recording = kept.get(sessionId)
      if (recording === undefined) return undefined
      const channels = [Pcm16.concat(recording.caller.blocks), Pcm16.concat(recording.model.blocks)] as const
      return new Uint8Array(Wav.write({ sampleRate: 24_000, channels }))
    }
  }
}

/** The caller's samples have no place of their own, so the model's stream says what time it is. */
const silenceBefore = ({ caller, model }: Recording): number => {
  const behind = model.samples - caller.samples
  return behind > gap ? behind : 0
}
