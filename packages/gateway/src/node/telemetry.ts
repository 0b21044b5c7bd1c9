/** The figures of a node as metrics of Effect, which a layer of OpenTelemetry exports. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { rowsOf } from "../http/metrics.ts"
import type { NodeContext } from "./Context.ts"

/** Returns what brings the metrics up to date. Call it each second. */
export const makeMetrics = (context: NodeContext): Effect.Effect<void> => {
  const { node } = context.settings
  const before = new Map<string, number>()
  return Effect.suspend(() =>
    Effect.forEach(
      rowsOf(context),
      ([name, kind, description, value]) => {
        const [base = name, from] = name.split('{from="')
        const attributes = { node, ...(from === undefined ? {} : { from: from.slice(0, -2) }) }
        const options = { description, attributes }
        if (kind === "gauge") return Metric.update(Metric.gauge(`antiphon_gateway_${base}`, options), value)
        const added = value - (before.get(name) ?? 0)
        before.set(name, value)
        return Metric.update(Metric.counter(`antiphon_gateway_${base}`, { ...options, incremental: true }), added)
      },
      { discard: true }
    )
  )
}
