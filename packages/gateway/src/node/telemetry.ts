/** The figures of a node as metrics of Effect, which a layer of OpenTelemetry exports. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { NodeContext } from "./Context.ts"
import { figuresOf } from "./figures.ts"

/** Returns an effect that brings the metrics up to date. Run it each second. */
export const makeMetrics = (context: NodeContext): Effect.Effect<void> => {
  const { node } = context.settings
  const before = new Map<string, number>()
  return Effect.suspend(() =>
    Effect.forEach(
      figuresOf(context),
      ([name, kind, description, value, from]) => {
        const full = `antiphon_gateway_${name}`
        const options = { description, attributes: { node, ...(from !== undefined && { from }) } }
        if (kind === "gauge") return Metric.update(Metric.gauge(full, options), value)
        const key = `${name} ${from}`
        const added = value - (before.get(key) ?? 0)
        before.set(key, value)
        return Metric.update(Metric.counter(full, { ...options, incremental: true }), added)
      },
      { discard: true }
    )
  )
}
