/** A span that measures itself. */
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer
} from "@opentelemetry/api"

/** Epoch ms on a clock that is never set. */
export const now = (): number => performance.timeOrigin + performance.now()

export interface Work {
  readonly span: Span
  /** The span as the parent of others. */
  readonly context: Context
  readonly since: number
  /** Ends the span. Returns how long it took, in s. `failure` is its `error.type`. */
  readonly end: (attributes?: Attributes, failure?: string | undefined, message?: string) => number
}

interface Begin {
  readonly tracer: Tracer
  readonly parent: Context
  readonly attributes: Attributes
  /** Whether the server does it. */
  readonly isRemote?: boolean
  readonly since?: number
}

export const begin = (name: string, { attributes, isRemote = false, parent, since = now(), tracer }: Begin): Work => {
  const kind = isRemote ? SpanKind.CLIENT : SpanKind.INTERNAL
  const span = tracer.startSpan(name, { kind, attributes, startTime: since }, parent)
  return {
    span,
    context: trace.setSpan(parent, span),
    since,
    end: (last = {}, failure, message) => {
      const until = now()
      span.setAttributes(last)
      if (failure !== undefined) {
        span.setAttribute("error.type", failure)
        span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) })
      }
      span.end(until)
      return (until - since) / 1000
    }
  }
}
