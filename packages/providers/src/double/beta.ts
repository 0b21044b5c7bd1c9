/** The beta in reverse, for doubles of servers that speak it. */
import { Beta, ServerEvent } from "@antiphon/core"
import { asFrame, type Dialect, type Frame } from "@antiphon/core/transport"

/** What the double does beside the beta. */
export interface BetaDoubleQuirks<S> {
  readonly initial: S
  /** Rewrites a frame of the client before it is translated. Returns none for a frame that the server ignores. */
  readonly incoming?: (frame: Frame) => Frame | undefined
  /** Rewrites a beta frame before it is sent. */
  readonly outgoing?: (state: S, frame: Frame) => readonly [S, Frame]
}

/** Makes the dialect of a double that speaks the beta. */
export const betaDouble = <S>(
  quirks: BetaDoubleQuirks<S>
): Dialect<{ readonly beta: Beta.State; readonly own: S }> => ({
  initial: { beta: Beta.initial, own: quirks.initial },
  incoming: (state, frame) => {
    const given = quirks.incoming === undefined ? frame : quirks.incoming(frame)
    if (given === undefined) return [state, []]
    const decoded = Beta.ClientEvent.decodeValue(given)
    if (decoded._tag !== "Known") return [state, [given]]
    return [state, Beta.toGa(Beta.initial, decoded.event).events.map(asFrame)]
  },
  outgoing: (state, event) => {
    const decoded = ServerEvent.decodeValue(event)
    if (decoded._tag === "Malformed") return [state, { frames: [event] }]
    const step = Beta.fromGa(state.beta, decoded.event)
    let { own } = state
    const frames = step.events.map((each) => {
      const [next, frame] = quirks.outgoing?.(own, asFrame(each)) ?? [own, asFrame(each)]
      own = next
      return frame
    })
    return [{ beta: step.state, own }, { frames }]
  }
})
