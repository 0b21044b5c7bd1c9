/** The counters of a node in the text format of Prometheus, which an OpenTelemetry collector reads too. */
import type { NodeContext } from "../node/Context.ts"

/** One figure. A name may have a label. */
export type MetricRow = readonly [name: string, kind: "counter" | "gauge", help: string, value: number]

/** The figures of a node now. */
export const rowsOf = ({ counters, sessions, share }: NodeContext): ReadonlyArray<MetricRow> => [
  ["sessions", "gauge", "Sessions that this node owns.", sessions.size],
  ["sessions_opened_total", "counter", "Sessions opened.", counters.opened],
  ["sessions_resumed_total", "counter", "Sessions resumed.", counters.resumed],
  ["sessions_ended_total", "counter", "Sessions that left this node.", counters.ended],
  ["sessions_refused_total", "counter", "Clients that were refused.", counters.refused],
  ["sessions_fenced_total", "counter", "Sessions that another node had claimed.", counters.fenced],
  ["upstreams_renewed_total", "counter", "Upstreams that were replaced under a session.", counters.renewed],
  ['frames_total{from="upstream"}', "counter", "Frames from the upstream.", counters.framesIn],
  ['frames_total{from="client"}', "counter", "Frames from clients.", counters.framesOut],
  ["log_appends_total", "counter", "Appends to the log.", share.appends],
  ["log_waiting_bytes", "gauge", "Bytes that wait in memory to be written.", share.bytes],
  ["log_unavailable_sessions", "gauge", "Sessions that are not recorded now.", share.unavailable],
  ["log_lost_lines_total", "counter", "Lines that neither memory nor disk took.", share.lost],
  ["usage_waiting", "gauge", "Use that is not booked yet.", counters.usageWaiting],
  ["usage_unbooked_total", "counter", "Use that stands in the log alone.", counters.usageLost],
  ["audio_lost_segments_total", "counter", "Segments of sound that were not stored.", counters.audioLost]
]

/** Writes the figures. */
export const metricsOf = (context: NodeContext): string => {
  const { node } = context.settings
  const seen = new Set<string>()
  return rowsOf(context)
    .flatMap(([name, kind, help, value]) => {
      const [base = name, labels] = name.split("{")
      const full = `antiphon_gateway_${base}`
      const head = seen.has(base) ? [] : [`# HELP ${full} ${help}`, `# TYPE ${full} ${kind}`]
      seen.add(base)
      const more = labels === undefined ? "" : `,${labels.slice(0, -1)}`
      return [...head, `${full}{node="${node}"${more}} ${value}`]
    })
    .join("\n")
    .concat("\n")
}
