/** The figures of a node in the text format of Prometheus, which an OpenTelemetry collector reads too. */
import type { NodeContext } from "../node/Context.ts"
import { figuresOf } from "../node/figures.ts"

/** Writes the figures. */
export const metricsOf = (context: NodeContext): string => {
  const { node } = context.settings
  const seen = new Set<string>()
  return figuresOf(context)
    .flatMap(([name, kind, help, value, from]) => {
      const full = `antiphon_gateway_${name}`
      const head = seen.has(name) ? [] : [`# HELP ${full} ${help}`, `# TYPE ${full} ${kind}`]
      seen.add(name)
      const origin = from === undefined ? "" : `,from="${from}"`
      return [...head, `${full}{node="${node}"${origin}} ${value}`]
    })
    .join("\n")
    .concat("\n")
}
