/** The application's side of a call, and what it measures. */
import { connect } from "@antiphon/client"
import type { Carrier, TcpCarrier } from "@antiphon/telephony"
import { bridge, callTools, type PhoneCall } from "@antiphon/telephony/node"
import type { Model } from "./model.ts"

/** What the application knows of a call. */
export interface Told {
  /** How much of the greeting was heard, as the model learned it, in ms. */
  toldMs: number | undefined
  /** When the model's first `speech_started` came, on this process's clock. */
  speechStartedAt: number | undefined
  /** When the clear was written to the socket. */
  clearedAt: number | undefined
  /** What the caller said, as the model understood it. */
  understood: string | undefined
  end: string | undefined
}

/** What is known of each call, by its id. */
export type Notes = Map<string, Told>

export const noteOf = (notes: Notes, callId: string): Told => {
  const found = notes.get(callId)
  if (found !== undefined) return found
  const made: Told = {
    toldMs: undefined,
    speechStartedAt: undefined,
    clearedAt: undefined,
    understood: undefined,
    end: undefined
  }
  notes.set(callId, made)
  return made
}

/** The carrier, with a note of when its first clear is written. */
export const noting = <C extends Carrier | TcpCarrier>(carrier: C, notes: Notes): C => ({
  ...carrier,
  dialect: {
    ...carrier.dialect,
    encode: (said, call) => {
      if (said._tag === "Clear") noteOf(notes, call.callId).clearedAt ??= performance.now()
      return carrier.dialect.encode(said, call)
    }
  }
})

/** Answers a call with the model. */
export const answer = async (call: PhoneCall, model: Model, name: string, notes: Notes): Promise<void> => {
  const note = noteOf(notes, call.id)
  const session = await connect({
    model: name,
    ...model.where,
    session: {
      instructions: "You answer the phone of a bakery. Greet the caller with all that you offer today.",
      transcription: { model: "gpt-4o-mini-transcribe", language: "en" }
    },
    speaker: call.speaker,
    tools: { ...callTools(call) },
    onEvent: (direction, event) => {
      if (direction !== "received" || event.type !== "input_audio_buffer.speech_started") return
      note.speechStartedAt ??= performance.now()
    }
  })
  session.on("conversation.item.truncated", ({ audio_end_ms }) => {
    note.toldMs ??= audio_end_ms ?? undefined
  })
  session.on("conversation.item.input_audio_transcription.completed", ({ transcript }) => {
    note.understood ??= transcript
  })
  note.end = await bridge(call, session, { greet: true })
}
