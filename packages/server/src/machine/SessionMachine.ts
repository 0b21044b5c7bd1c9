/**
 * The server side of the protocol as a pure function, `(state, input) → (state, outputs)`. It keeps the invariants of
 * protocol section 1 and the sequences of section 2. It knows no clock, no socket and no engine. Each input brings the
 * time, and all that is sent, started or stopped is an output.
 */
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Audio from "./Audio.ts"
import * as ClientEvents from "./clientEvents.ts"
import * as Codec from "./codec.ts"
import { Draft } from "./Draft.ts"
import * as InputBuffer from "./inputBuffer.ts"
import type { Input, Output } from "./Message.ts"
import * as Mcp from "./mcp.ts"
import * as Playback from "./playback.ts"
import * as Response from "./response.ts"
import * as Session from "./session.ts"
import { defaults, updated } from "./Settings.ts"
import type { Limits, MachineState } from "./State.ts"
import * as Transcription from "./transcription.ts"

/** The result of one step. */
export interface Step {
  readonly state: MachineState
  readonly outputs: ReadonlyArray<Output>
}

/** What a new session begins with. */
export interface Start {
  /** Epoch ms. */
  readonly now: number
  /** Makes the ids. Equal seeds and inputs give equal events. */
  readonly seed: string
  /** Whether the session converses or only transcribes. */
  readonly type: "realtime" | "transcription"
  /** The model of the conversation. */
  readonly model: string
  /** The model of the transcripts, if the address of a transcription session names one. */
  readonly transcriptionModel?: string | undefined
  /** Why the first frame refuses the connection (protocol section 0). Absent if the connection is admitted. */
  readonly turnedAway?: "beta_api_shape_disabled" | "invalid_api_key"
  /** Whether audio travels in tracks, which the server plays. Defaults to false, which is audio in events. */
  readonly ownsPlayback?: boolean
  /** Bounds of the session. Each that is absent has its default. */
  readonly limits?: Partial<Limits>
  /** Valid settings that the session begins with, as a client secret has them. */
  readonly session?: SessionRequest
}

/** The limits of a session that is given none. */
export const defaultLimits: Limits = {
  uncommittedMs: 10 * 60_000,
  characters: 16 * 1024 * 1024,
  items: 1000,
  keptAudioMs: 10 * 60_000,
  transcriptions: 32,
  outOfBandResponses: 8,
  tokensPerMinute: null,
  sessionMs: 60 * 60_000
}

// A state is never changed, so all new sessions share what is empty.
const none: ReadonlyArray<never> = []
const noMap: ReadonlyMap<string, never> = new Map<string, never>()
const noSet: ReadonlySet<string> = new Set<string>()
const noTurns: MachineState["turns"] = { committed: 0, answered: 0 }

/** Begins a session. Its first event is `session.created`, or `error` if the connection is turned away. */
export const start = ({ now, seed, turnedAway, ownsPlayback = false, limits, session, ...named }: Start): Step => {
  const all = limits === undefined ? defaultLimits : { ...defaultLimits, ...limits }
  const expiresAt = Math.ceil((now + all.sessionMs) / 1000)
  const settings = defaults({ ...named, id: `sess_${seed}`, expiresAt })
  const state: MachineState = {
    seed,
    serial: 0,
    limits: all,
    settings: session === undefined ? settings : updated(settings, session),
    conversationId: `conv_${seed}`,
    spoken: false,
    input: {
      audio: Audio.empty,
      passage: Codec.begin,
      offset: 0,
      turn: undefined,
      detection: { number: 0, origin: 0 }
    },
    items: none,
    responses: noMap,
    listed: noSet,
    listing: noMap,
    approvals: noMap,
    transcripts: noMap,
    turns: noTurns,
    ownsPlayback,
    playing: none,
    idleAt: undefined,
    tokens: { left: all.tokensPerMinute ?? 0, at: now },
    closed: false
  }
  const draft = new Draft(state, now)
  if (turnedAway === undefined) Session.created(draft)
  else Session.turnAway(draft, turnedAway)
  return draft
}

/** Takes one step. After a `Close`, inputs have no effect. */
export const step = (state: MachineState, input: Input): Step => {
  const draft = new Draft(state, input.now, input.roomBytes)
  if (!state.closed) take(draft, input)
  return draft
}

/** Takes an input into the draft. The end of the session comes before everything else. */
const take = (draft: Draft, input: Input): void => {
  if (draft.now >= draft.state.settings.expiresAt * 1000) return Session.expire(draft)
  switch (input._tag) {
    case "Client":
      return ClientEvents.apply(draft, input.decoded)
    case "Joined":
      return Session.greet(draft)
    case "TooLarge":
      return Session.tooLarge(draft, input)
    case "TrackAudio":
      return InputBuffer.appendTrack(draft, input.samples)
    case "Key":
      return InputBuffer.keyPressed(draft, input.key)
    case "Tick":
      Session.timePassed(draft)
      Playback.timePassed(draft)
      return InputBuffer.timePassed(draft)
    case "Turn":
      return InputBuffer.onTurnEvent(draft, input.detection, input.event)
    case "DetectionFailed":
      return InputBuffer.detectionFailed(draft, input.detection, input.error)
    case "Transcript":
      return draft.roomBytes > 0
        ? Transcription.onChunk(draft, input.itemId, input.chunk)
        : Transcription.overflowed(draft, input.itemId)
    case "TranscriptEnded":
      return Transcription.ended(draft, input.itemId)
    case "TranscriptFailed":
      return Transcription.failed(draft, input.itemId, input.error)
    case "ToolsListed":
      return Mcp.listedTools(draft, input.itemId, input.tools)
    case "ListingFailed":
      return Mcp.listedTools(draft, input.itemId, undefined)
    case "Chunk":
      return draft.roomBytes > 0
        ? Response.wrote(draft, input.responseId, input.chunk)
        : Response.overflowed(draft, input.responseId)
    case "ResponseEnded":
      return Response.ended(draft, input.responseId)
    case "ResponseFailed":
      return Response.failed(draft, input.responseId, input.error)
  }
}
