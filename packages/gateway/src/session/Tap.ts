/** Reads what passes, beside the relay. It notes lines, folds the conversation, tells observers and finds what to bill. */
import { ServerEvent } from "@antiphon/core"
import { type AudioPlace, receive, receiveAudio, type SessionState } from "@antiphon/session"
import { isRecord, splitAudio, type WithoutAudio } from "../relay/splitAudio.ts"
import { audioLine, eventOf, eventLine, isPlace } from "./Line.ts"
import { type Used, usedOf } from "./usedOf.ts"

/** What a tap does with what it reads. None of it waits. */
export interface TapOutputs {
  readonly note: (line: string, urgent: boolean) => void
  readonly publish: (event: string) => void
  readonly used: (used: Used) => void
  /** Takes a frame with audio of the user or of the assistant, and where the base64 of it stands. */
  readonly audio: (direction: "in" | "out", frame: Buffer, where: WithoutAudio) => void
}

/** Events after which something is settled, so that they are written at once. */
const settles = /\.(added|committed|completed|created|done|failed|truncated|updated)$/

/** Bytes of base64 text in a frame. */
const bytesOf = (frame: Buffer, { end, start }: WithoutAudio): number => {
  const padding = frame[end - 1] !== equals ? 0 : frame[end - 2] === equals ? 2 : 1
  return Math.floor(((end - start) * 3) / 4) - padding
}
const equals = 0x3d

/** The tap of one session. */
export class Tap {
  state: SessionState
  private readonly outputs: TapOutputs
  private readonly markMs: number
  private spoken: { readonly place: AudioPlace; bytes: number } | undefined
  private appended = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(state: SessionState, outputs: TapOutputs, markMs: number) {
    this.state = state
    this.outputs = outputs
    this.markMs = markMs
  }

  /** A frame of the upstream. Audio is measured and not parsed. */
  fromUpstream(data: Buffer): void {
    const audio = splitAudio(data, "response.output_audio.delta", "delta")
    if (audio !== undefined && isPlace(audio.event)) return this.spoke(audio.event, data, audio)
    const frame = data.toString()
    this.settleMarks()
    const decoded = ServerEvent.decode(frame)
    this.state = receive(this.state, decoded)
    const event: unknown = decoded._tag === "Malformed" ? eventOf(frame) : decoded.event
    if (!isRecord(event)) return
    const type = String(event["type"])
    this.outputs.note(eventLine({ direction: "in", at: Date.now(), frame, event }), settles.test(type))
    this.outputs.publish(frame)
    const used = usedOf(event)
    if (used !== undefined) this.outputs.used(used)
  }

  /** A frame of the client, or one that was injected. `by` names who injected it. */
  fromClient(data: Buffer, by?: string): void {
    const audio = splitAudio(data, "input_audio_buffer.append", "audio")
    if (audio !== undefined) {
      this.appended += bytesOf(data, audio)
      this.outputs.audio("in", data, audio)
      this.timer ??= setTimeout(() => this.settleMarks(), this.markMs)
      return
    }
    const frame = data.toString()
    this.settleMarks()
    const event = eventOf(frame)
    if (event === undefined) return
    this.outputs.note(eventLine({ direction: "out", at: Date.now(), frame, event, by }), by !== undefined)
    this.outputs.publish(frame)
  }

  /** Notes the audio that was measured until now. */
  settleMarks(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.appended > 0) {
      this.outputs.note(audioLine("out", Date.now(), { bytes: this.appended }), false)
      this.appended = 0
    }
    if (this.spoken === undefined) return
    const { bytes, place } = this.spoken
    this.spoken = undefined
    this.state = receiveAudio(this.state, place, bytes)
    this.outputs.note(audioLine("in", Date.now(), { bytes, place }), false)
  }

  private spoke(place: AudioPlace, data: Buffer, audio: WithoutAudio): void {
    const { content_index, item_id, output_index, response_id } = place
    const current = this.spoken?.place
    if (current !== undefined && (current.item_id !== item_id || current.content_index !== content_index))
      this.settleMarks()
    this.spoken ??= { bytes: 0, place: { response_id, output_index: output_index ?? 0, item_id, content_index } }
    this.spoken.bytes += bytesOf(data, audio)
    this.outputs.audio("out", data, audio)
    this.timer ??= setTimeout(() => this.settleMarks(), this.markMs)
  }
}
