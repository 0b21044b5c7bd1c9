/** Transcripts of the user's audio. They run beside everything else (protocol section 2 (3)). */
import type { TranscriptionUsage } from "@antiphon/core/shapes"
import * as Chunk from "effect/Chunk"
import type { EngineError, TranscriptChunk } from "../engine/Contract.ts"
import * as Audio from "./Audio.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import { serverFull } from "./holdings.ts"
import type { RunningTranscript } from "./State.ts"
import { audioTokens, textTokens } from "./usage.ts"

/** Starts the transcription of a committed item, if the session has transcription. */
export const start = (draft: Draft, itemId: string, audio: Audio.Audio): void => {
  const { include, transcription } = draft.state.settings
  if (transcription === null) return
  if (draft.state.transcripts.size >= draft.state.limits.transcriptions) {
    return fail(draft, itemId, "rate_limit_exceeded", "Too many transcriptions are running. Commit less often.")
  }
  const logprobs = include?.includes("item.input_audio_transcription.logprobs") === true
  put(draft, itemId, { text: "", logprobs: logprobs ? Chunk.empty() : undefined })
  draft.output({
    _tag: "Transcribe",
    itemId,
    request: {
      turn: draft.state.turns.committed - 1,
      model: transcription.model ?? "whisper-1",
      language: transcription.language ?? undefined,
      prompt: transcription.prompt ?? undefined,
      logprobs
    },
    audio: Chunk.toReadonlyArray(audio.blocks)
  })
}

/** Sends the next words of a transcript. */
export const onChunk = (draft: Draft, itemId: string, { logprobs = [], text }: TranscriptChunk): void => {
  const soFar = draft.state.transcripts.get(itemId)
  if (soFar === undefined || (text === "" && logprobs.length === 0)) return
  put(draft, itemId, {
    text: soFar.text + text,
    logprobs: soFar.logprobs && Chunk.appendAll(soFar.logprobs, Chunk.fromIterable(logprobs))
  })
  draft.send("conversation.item.input_audio_transcription.delta", {
    item_id: itemId,
    content_index: 0,
    delta: text,
    ...(soFar.logprobs === undefined ? {} : { logprobs })
  })
}

/** Completes a transcript and stores it in its item. */
export const ended = (draft: Draft, itemId: string): void => {
  const made = take(draft, itemId)
  if (made === undefined) return
  const { logprobs, text: transcript } = made
  const stored = Conversation.find(draft.state, itemId)
  if (stored?.item.type === "message" && stored.item.role === "user") {
    const content = [{ type: "input_audio", transcript } as const]
    Conversation.replace(draft, { ...stored, item: { ...stored.item, content } })
  }
  draft.send("conversation.item.input_audio_transcription.completed", {
    item_id: itemId,
    content_index: 0,
    transcript,
    usage: usage(draft, stored?.audio.get(0)?.length ?? 0, transcript),
    ...(logprobs === undefined ? {} : { logprobs: Chunk.toReadonlyArray(logprobs) })
  })
}

/** Ends a transcription whose engine has failed. */
export const failed = (draft: Draft, itemId: string, error: EngineError): void => {
  if (take(draft, itemId) === undefined) return
  fail(draft, itemId, error.code ?? "audio_unintelligible", error.message)
}

/** Ends a transcription for whose next words the process has no room. */
export const overflowed = (draft: Draft, itemId: string): void => {
  if (take(draft, itemId) === undefined) return
  draft.output({ _tag: "StopTranscribing", itemId })
  fail(draft, itemId, "server_overloaded", serverFull)
}

/** Sends `conversation.item.input_audio_transcription.failed`. */
const fail = (draft: Draft, itemId: string, code: string, message: string): void =>
  draft.send("conversation.item.input_audio_transcription.failed", {
    item_id: itemId,
    content_index: 0,
    error: { type: "transcription_error", code, message, param: null }
  })

/** Stops the transcription of a deleted item. */
export const abandon = (draft: Draft, itemId: string): void => {
  if (take(draft, itemId) !== undefined) draft.output({ _tag: "StopTranscribing", itemId })
}

/** Removes a running transcript from the state and returns it. */
const take = (draft: Draft, itemId: string): RunningTranscript | undefined => {
  const transcripts = new Map(draft.state.transcripts)
  const made = transcripts.get(itemId)
  transcripts.delete(itemId)
  draft.update({ transcripts })
  return made
}

/** Stores a running transcript in the state. */
const put = (draft: Draft, itemId: string, transcript: RunningTranscript): void =>
  draft.update({ transcripts: new Map(draft.state.transcripts).set(itemId, transcript) })

/** whisper-1 is billed by time, and the other models by tokens. */
const usage = (draft: Draft, samples: number, transcript: string): TranscriptionUsage => {
  if ((draft.state.settings.transcription?.model ?? "whisper-1") === "whisper-1") {
    return { type: "duration", seconds: Math.ceil(Audio.toMs(samples) / 1000) }
  }
  const input = audioTokens("input", samples)
  const output = textTokens(transcript.length)
  return {
    type: "tokens",
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: { text_tokens: 0, audio_tokens: input }
  }
}
