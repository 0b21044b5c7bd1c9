/** The figures of a node, for operators. */
import type { NodeContext } from "./Context.ts"

/** One figure. Figures of one name differ in where the frames came from. */
export type Figure = readonly [
  name: string,
  kind: "counter" | "gauge",
  help: string,
  value: number,
  from?: "upstream" | "client"
]

/** Returns the figures of a node now. */
export const figuresOf = ({ counters, sessions, share }: NodeContext): ReadonlyArray<Figure> => [
  ["sessions", "gauge", "Sessions that this node owns.", sessions.size],
  ["sessions_opened_total", "counter", "Sessions opened.", counters.opened],
  ["sessions_resumed_total", "counter", "Sessions resumed.", counters.resumed],
  ["sessions_ended_total", "counter", "Sessions that left this node.", counters.ended],
  ["sessions_refused_total", "counter", "Clients that were refused.", counters.refused],
  ["sessions_fenced_total", "counter", "Sessions that another node had claimed.", counters.fenced],
  ["upstreams_renewed_total", "counter", "Upstreams that were replaced under a session.", counters.renewed],
  ["frames_total", "counter", "Frames from the upstream and from clients.", counters.framesIn, "upstream"],
  ["frames_total", "counter", "Frames from the upstream and from clients.", counters.framesOut, "client"],
  ["log_appends_total", "counter", "Appends to the log.", share.appends],
  ["log_waiting_bytes", "gauge", "Bytes that wait in memory to be written.", share.bytes],
  ["log_unavailable_sessions", "gauge", "Sessions that are not recorded now.", share.unavailable],
  ["log_lost_lines_total", "counter", "Lines that neither memory nor disk took.", share.lost],
  ["usage_waiting", "gauge", "Use that is not booked yet.", counters.usageWaiting],
  ["usage_unbooked_total", "counter", "Use that stands in the log alone.", counters.usageLost],
  ["audio_lost_segments_total", "counter", "Segments of sound that were not stored.", counters.audioLost]
]
