/** Spans and metrics of a session through OpenTelemetry. It alone imports `@opentelemetry/api`. */
export { observe, type ObserveOptions } from "./opentelemetry/observe.ts"
