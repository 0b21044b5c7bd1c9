/** The exporter of OpenTelemetry. It is loaded only if a collector is named. */
export * as FetchHttpClient from "effect/http/FetchHttpClient"
export * as Otlp from "effect/observability/Otlp"
