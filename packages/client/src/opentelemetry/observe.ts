/** Writes what a session does to a tracer and a meter. Nothing of what is said is written. */
import { type Attributes, context, type Meter, metrics, trace, type Tracer } from "@opentelemetry/api"
import { checkOptions, hasMethods, isObject, isText, kindOf, need } from "../boundary/checkOptions.ts"
import { traced } from "../boundary/traced.ts"
import { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeSession } from "../session/RealtimeSession.ts"
import { makeInstruments, present } from "./instruments.ts"
import { makeTurns } from "./makeTurns.ts"
import { sessionAttributes, type Telemetry } from "./Telemetry.ts"
import { begin, type Work } from "./Work.ts"

/** Where the spans and metrics go. */
export interface ObserveOptions {
  /** Defaults to that of the provider that the program registered. */
  readonly tracer?: Tracer
  /** Defaults to that of the provider that the program registered. */
  readonly meter?: Meter
  /** The value of `gen_ai.provider.name`. Defaults to `openai`. */
  readonly provider?: string
  /** Attributes of every span and every metric, e.g. `{ "server.address": "api.example" }`. */
  readonly attributes?: Attributes
}

const name = "@antiphon/client"

/**
 * Writes the spans and metrics of a session until it ends, and returns it. Given the promise of `connect`, it writes the
 * span `connect` too.
 *
 * @example
 * ```ts
 * import { connect } from "@antiphon/client"
 * import { observe } from "@antiphon/client/opentelemetry"
 *
 * await using session = await observe(connect({ model: "gpt-realtime" }))
 * ```
 */
export const observe: (
  session: RealtimeSession | Promise<RealtimeSession>,
  options?: ObserveOptions
) => Promise<RealtimeSession> = traced(async (session, options = {}) => {
  const isSession = hasMethods("onEvent", "on")(session) || session instanceof Promise
  need(isSession, `observe takes a session, or the promise that connect returns, not ${kindOf(session)}`)
  checkOptions("observe", options, {
    tracer: [hasMethods("startSpan"), "a tracer of OpenTelemetry, e.g. trace.getTracer(name)"],
    meter: [hasMethods("createHistogram"), "a meter of OpenTelemetry, e.g. metrics.getMeter(name)"],
    provider: [isText, 'the name of a provider, e.g. "openai"'],
    attributes: [isObject, "an object of attributes by name"]
  })
  const {
    attributes = {},
    meter = metrics.getMeter(name),
    provider = "openai",
    tracer = trace.getTracer(name)
  } = options
  const telemetry = {
    tracer,
    instruments: makeInstruments(meter),
    parent: context.active(),
    attributes: { "gen_ai.provider.name": provider, ...attributes }
  }
  const connecting = session instanceof Promise ? begin("connect", { ...telemetry, isRemote: true }) : undefined
  try {
    const opened = await session
    need(
      hasMethods("onEvent", "on")(opened),
      `observe takes the promise that connect returns, not one of ${kindOf(opened)}`
    )
    connecting?.end(sessionAttributes(opened))
    follow(opened, telemetry)
    return opened
  } catch (error) {
    connecting?.end({}, error instanceof RealtimeError ? error.code : "_OTHER", String(error))
    throw error
  }
})

const follow = (session: RealtimeSession, telemetry: Telemetry): void => {
  const { attributes, instruments } = telemetry
  const turns = makeTurns(session, telemetry)
  let reconnecting: Work | undefined
  let attempts = 0

  const unsubscribe = [
    session.onEvent(turns.see),
    session.on("latency", (latency) => {
      turns.latency(latency)
      instruments.firstAudio.record(latency.firstAudioMs / 1000, { ...attributes, "antiphon.turn.from": latency.from })
      if (latency.firstHeardMs === undefined) return
      instruments.firstHeard.record(latency.firstHeardMs / 1000, { ...attributes, "antiphon.turn.from": latency.from })
    }),
    session.on("reconnecting", ({ attempt }) => {
      attempts = attempt
      turns.interrupted()
      reconnecting ??= begin("reconnect", { ...telemetry, isRemote: true })
    }),
    session.on("resumed", ({ lost }) => {
      const last = { "antiphon.reconnect.attempts": attempts, "antiphon.reconnect.lost_items": lost.length }
      const took = reconnecting?.end({ ...sessionAttributes(session), ...last })
      if (took !== undefined) instruments.reconnect.record(took, attributes)
      reconnecting = undefined
    })
  ]
  void session.closed.then(({ code, detail, message }) => {
    for (const each of unsubscribe) each()
    turns.interrupted()
    turns.end()
    if (reconnecting === undefined) return
    const failure = detail.close?.by === "local" ? undefined : code
    const took = reconnecting.end({ "antiphon.reconnect.attempts": attempts }, failure, message)
    instruments.reconnect.record(took, present({ ...attributes, "error.type": failure }))
  })
}
