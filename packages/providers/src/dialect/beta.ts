/**
 * The beta dialect, with what a server does beside it. Core's translation does the work. Names that the beta has for GA's
 * are not listed as issues. What GA has no word for is.
 */
import { Beta, ClientEvent } from "@antiphon/core"
import { asFrame, type Dialect, type Frame, type Note } from "@antiphon/core/transport"

/** What a server does beside the beta. Each part defaults to nothing. */
export interface Quirks<S> {
  readonly initial: S
  /** Rewrites a frame into the beta or into GA. */
  readonly incoming?: (state: S, frame: Frame, note: Note) => readonly [S, Frame]
  /** Rewrites a frame of the beta before it is sent. */
  readonly outgoing?: (frame: Frame, note: Note) => Frame
}

/** Both states of one connection. */
export interface BetaState<S> {
  readonly beta: Beta.State
  readonly own: S
}

export const noQuirks: Quirks<undefined> = { initial: undefined }

/** Makes the dialect of a server that speaks the beta. */
export const betaDialect = <S>(quirks: Quirks<S>): Dialect<BetaState<S>> => ({
  initial: { beta: Beta.initial, own: quirks.initial },
  incoming: (state, frame, note) => {
    const [own, given] = quirks.incoming?.(state.own, frame, note) ?? [state.own, frame]
    const decoded = Beta.ServerEvent.decodeValue(given)
    if (decoded._tag !== "Known") return [{ ...state, own }, [given]]
    for (const { message, path } of decoded.issues ?? []) note(path, message)
    const step = Beta.toGa(state.beta, decoded.event)
    for (const { path, reason } of step.lost) note(path, reason)
    const frames = step.events.map(asFrame)
    return [{ beta: step.state, own }, frames.length === 0 ? [given] : frames]
  },
  outgoing: (state, event, note) => {
    const frames = betaFrames(event, note).map((frame) => quirks.outgoing?.(frame, note) ?? frame)
    return [state, { frames }]
  }
})

const betaFrames = (event: Frame, note: Note): ReadonlyArray<Frame> => {
  const decoded = ClientEvent.decodeValue(event)
  if (decoded._tag === "Malformed") return [event]
  const step = Beta.fromGa(Beta.initial, decoded.event)
  for (const { path, reason } of step.lost) note(path, reason)
  return step.events.map(asFrame)
}
