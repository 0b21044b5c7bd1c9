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
/** A caller who falls this far behind was silent, so the gap is filled, in samples. */
const gap = 24_000

/** The audio of one session. */
interface Recording {
  readonly caller: Array<Int16Array>
  readonly model: Array<Int16Array>
  callerSamples: number
  modelSamples: number
}

/** The recordings of a server. */
export interface Recordings {
  /** Adds an event that sidebands receive. Events without audio have no effect. */
  readonly take: (sessionId: string, event: Live.ServerEvent) => void
  /** A WAV file of what was recorded so far, the caller on the left and the model on the right. */
  readonly wavOf: (sessionId: string) => Uint8Array<ArrayBuffer> | undefined
}

const bytesOf = ({ callerSamples, modelSamples }: Recording): number => 2 * (callerSamples + modelSamples)

/** Makes the recordings, empty. */
export const makeRecordings = (limitBytes = maxBytes): Recordings => {
  const kept = new Map<string, Recording>()
  let held = 0

  /** Makes room by the oldest recordings. Returns false if only this one is left. */
  const hasRoom = (sessionId: string, bytes: number): boolean => {
    for (const [oldest, recording] of kept) {
      if (held + bytes <= limitBytes || oldest === sessionId) break
      kept.delete(oldest)
      held -= bytesOf(recording)
    }
    return held + bytes <= limitBytes
  }

  const take = (sessionId: string, event: Live.ServerEvent): void => {
    const isCaller = event.type === "session.input_audio.append"
    if (!isCaller && event.type !== "session.output_audio.delta") return
    const decoded = decodeSamples(isCaller ? event.audio : event.delta)
    // The machine encodes what it sends to sidebands, so it always decodes.
    if (Result.isFailure(decoded)) return
    const samples = decoded.success
    if (!hasRoom(sessionId, 2 * samples.length)) return
    const recording = kept.get(sessionId) ?? { caller: [], model: [], callerSamples: 0, modelSamples: 0 }
    kept.set(sessionId, recording)
    const before = bytesOf(recording)
    if (isCaller) addCaller(recording, samples)
    else if (recording.modelSamples < maxSamples) {
      recording.model.push(samples)
      recording.modelSamples += samples.length
    }
    held += bytesOf(recording) - before
  }

  return {
    take,
    wavOf: (sessionId) => {
      const recording = kept.get(sessionId)
      if (recording === undefined) return undefined
      const channels = [Pcm16.concat(recording.caller), Pcm16.concat(recording.model)] as const
      return new Uint8Array(Wav.write({ sampleRate: 24_000, channels }))
    }
  }
}

/** The caller's samples have no place of their own, so the model's stream says what time it is. */
const addCaller = (recording: Recording, samples: Int16Array): void => {
  if (recording.callerSamples >= maxSamples) return
  const behind = recording.modelSamples - recording.callerSamples
  const blocks = behind > gap ? [new Int16Array(behind), samples] : [samples]
  for (const block of blocks) {
    recording.caller.push(block)
    recording.callerSamples += block.length
  }
}
