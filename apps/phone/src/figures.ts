/** The figures of a call, from what the caller's ear got and what the application noted. */
import type { Told } from "./agent.ts"
import { type FinishedCall, quiet } from "./caller.ts"

export interface Figures {
  readonly callId: string
  /** How much of the greeting was heard, as the model learned it. */
  readonly toldMs: number | null
  /** What the caller heard of it. */
  readonly heardMs: number | null
  /** What the model learned minus what was heard. */
  readonly differenceMs: number | null
  /** From the caller's first loud frame to silence at the caller's ear. */
  readonly silenceMs: number | null
  /** From the model's `speech_started` to the clear on the socket. */
  readonly clearMs: number | null
  /** From the end of the caller's speech to the first sound of the answer. */
  readonly answeredMs: number | null
  readonly marks: { readonly sent: number; readonly returned: number }
  readonly callMs: number
  /** What the caller said, as the model understood it. */
  readonly understood: string | null
  /** Why the call ended, as the application says. */
  readonly end: string | null
}

/** A greeting that pauses this long has stopped, where the carrier has no clear. */
const stoppedMs = 400

const rounded = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms * 10) / 10)

/** When the caller's ear was silent after the caller began to speak, in ms of the call. */
const silentAt = ({ carrier, rate, speechMs }: FinishedCall): number | undefined => {
  const [cleared] = carrier.silencedAt()
  if (cleared !== undefined) return cleared
  const heard = carrier.heard()
  const from = Math.floor((speechMs.start * rate) / 1000)
  let last = from
  for (let at = from; at < heard.length; at += 1) {
    if (Math.abs(heard[at] ?? 0) > quiet) last = at
    else if (at - last > (stoppedMs * rate) / 1000) return (last * 1000) / rate
  }
  return undefined
}

/** How much of the greeting was played, in ms. Without a clear it is all that the ear got until then. */
const heardOf = (call: FinishedCall, silent: number | undefined): number | undefined => {
  const { carrier, rate } = call
  const [cleared] = carrier.clears()
  if (cleared !== undefined) return (cleared * 1000) / rate
  const first = carrier.heard().findIndex((sample) => sample !== 0)
  return silent === undefined || first === -1 ? undefined : silent - (first * 1000) / rate
}

const answeredOf = ({ carrier, rate, speechMs }: FinishedCall): number | undefined => {
  const after = carrier.heard().subarray(Math.floor((speechMs.end * rate) / 1000))
  const first = after.findIndex((sample) => Math.abs(sample) > quiet)
  return first === -1 ? undefined : (first * 1000) / rate
}

const isMark = (frame: string | Uint8Array): boolean =>
  typeof frame === "string" && /"(?:mark|playedStream|checkpoint)"|MARK_MEDIA|MEDIA_MARK|notify/u.test(frame)

export const figuresOf = (call: FinishedCall, told: Told): Figures => {
  const silent = silentAt(call)
  const heardMs = heardOf(call, silent)
  const { clearedAt, speechStartedAt, toldMs, understood } = told
  const marks = call.frames.filter(({ frame }) => isMark(frame))
  return {
    callId: call.callId,
    toldMs: rounded(toldMs),
    heardMs: rounded(heardMs),
    differenceMs: rounded(toldMs === undefined || heardMs === undefined ? undefined : toldMs - heardMs),
    silenceMs: rounded(silent === undefined ? undefined : silent - call.speechMs.start),
    clearMs: rounded(
      clearedAt === undefined || speechStartedAt === undefined ? undefined : clearedAt - speechStartedAt
    ),
    answeredMs: rounded(answeredOf(call)),
    marks: {
      sent: marks.filter(({ from }) => from === "application").length,
      returned: marks.filter(({ from }) => from === "carrier").length
    },
    callMs: Math.round((call.carrier.heard().length * 1000) / call.rate),
    understood: understood ?? null,
    end: told.end ?? null
  }
}

/** Returns the call whose model was furthest off. */
export const worstOf = (all: ReadonlyArray<Figures>): Figures | undefined =>
  all.toSorted((one, other) => errorOf(other) - errorOf(one))[0]

const errorOf = ({ differenceMs }: Figures): number => (differenceMs === null ? Infinity : Math.abs(differenceMs))
