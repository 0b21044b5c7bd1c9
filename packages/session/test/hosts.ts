/** Servers for a session that outlives its connections: each connection is a new one, which knows nothing of the last. */
import { ClientEvent, Closed, type Connection, Open, ServerEvent, TransportError } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { pair, type Wire } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** One connection's server: it takes configurations, items, audio and deletions, and says what the test says. */
export interface Host {
  readonly items: ReadonlyArray<ConversationItem>
  readonly received: ReadonlyArray<ClientEvent>
  /** Base64 of all audio appended and not committed. */
  readonly audio: () => ReadonlyArray<string>
  readonly say: (type: string, fields: object) => Effect.Effect<void, TransportError>
  readonly drop: Effect.Effect<void>
  readonly close: (code: number) => Effect.Effect<void>
}

export interface HostsOptions {
  /** The duration of a session in ms. Defaults to no limit. */
  readonly lifeMs?: number
  readonly session?: object
  /** Ids that no server but the first takes. */
  readonly refuses?: ReadonlyArray<string>
  /** Ids that no server but the first answers. */
  readonly ignores?: ReadonlyArray<string>
  /** Whether servers but the first say something each second. */
  readonly chats?: boolean
  /** Whether servers but the first refuse every configuration. */
  readonly refusesUpdates?: boolean
  /** Whether servers but the first give items ids of their own. */
  readonly renames?: boolean
  /** How long servers but the first take for each item, in ms. */
  readonly paceMs?: number
  /** The delay of a frame to and from every server except the first, in ms. Defaults to none. */
  readonly delayMs?: number
  /** Whether the servers remember the received events. Defaults to true. */
  readonly remembers?: boolean
}

export const makeHosts = (options: HostsOptions = {}) =>
  Effect.gen(function* () {
    const hosts: Array<Host> = []
    const arrivals = yield* Queue.unbounded<Host>()
    const failures: Array<TransportError> = []
    const dials: Array<number> = []

    const connect: Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Scope.Scope> = Effect.gen(
      function* () {
        const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
        dials.push(now)
        const failure = failures.shift()
        if (failure !== undefined) return yield* failure
        const delay = hosts.length === 0 ? undefined : options.delayMs
        const { client, server, wire } = yield* pair({
          incoming: ServerEvent,
          outgoing: ClientEvent,
          ...(delay === undefined ? {} : { delay })
        })
        const expires = options.lifeMs === undefined ? {} : { expires_at: (now + options.lifeMs) / 1000 }
        const host = yield* serve(
          { server, wire, index: hosts.length },
          { type: "realtime", ...expires, ...options.session },
          options
        )
        hosts.push(host)
        yield* Queue.offer(arrivals, host)
        return client
      }
    )
    return {
      connect,
      hosts,
      dials,
      /** The next server that is connected to. */
      next: Effect.timeout(Queue.take(arrivals), "1 hour"),
      refuse: (...reasons: ReadonlyArray<TransportError["reason"]>) =>
        failures.push(...reasons.map((reason) => new TransportError({ reason })))
    }
  })

export const unreachable = new Open({ detail: "no server listens" })
export const lost = new Closed({ code: 1006, reason: "", by: "remote" })

const serve = (
  {
    index,
    server,
    wire
  }: { readonly server: Connection<ClientEvent, ServerEvent>; readonly wire: Wire; readonly index: number },
  greeting: object,
  { chats, ignores = [], paceMs, refuses = [], refusesUpdates, remembers = true, renames }: HostsOptions
) =>
  Effect.gen(function* () {
    const items: Array<ConversationItem> = []
    const received: Array<ClientEvent> = []
    let audio: ReadonlyArray<string> = []
    let session = greeting
    let serial = 0
    const say: Host["say"] = (type, fields) =>
      Effect.suspend(() => {
        const decoded = ServerEvent.decodeValue({ type, event_id: `event_${index}_${(serial += 1)}`, ...fields })
        return decoded._tag === "Malformed" ? Effect.die(decoded.error) : server.send(decoded.event)
      })
    const refuse = (event: ClientEvent) =>
      say("error", {
        error: { type: "invalid_request_error", message: "no", code: "invalid_value", event_id: event.event_id ?? null }
      })
    const answer = Effect.fnUntraced(function* (event: ClientEvent) {
      if (remembers) received.push(event)
      switch (event.type) {
        case "session.update":
          if (index > 0 && refusesUpdates === true) return yield* refuse(event)
          session = { ...session, ...event.session }
          return yield* say("session.updated", { session })
        case "conversation.item.create": {
          if (index > 0 && refuses.includes(event.item.id ?? "")) return yield* refuse(event)
          if (index > 0 && ignores.includes(event.item.id ?? "")) return
          if (index > 0 && paceMs !== undefined) yield* Effect.sleep(paceMs)
          const previous_item_id = items.at(-1)?.id ?? null
          const item = index > 0 && renames === true ? { ...event.item, id: `theirs_${(serial += 1)}` } : event.item
          items.push(item)
          const fields = { previous_item_id, item: { status: "completed", ...item } }
          yield* say("conversation.item.added", fields)
          return yield* say("conversation.item.done", fields)
        }
        case "conversation.item.delete":
          return yield* say("conversation.item.deleted", { item_id: event.item_id })
        case "conversation.item.truncate": {
          const { audio_end_ms, content_index, item_id } = event
          return yield* say("conversation.item.truncated", { item_id, content_index, audio_end_ms })
        }
        case "input_audio_buffer.append":
          if (remembers) audio = [...audio, event.audio]
          return
        case "input_audio_buffer.clear":
          audio = []
          return yield* say("input_audio_buffer.cleared", {})
        case "input_audio_buffer.commit": {
          audio = []
          const item_id = `user_${index}_${(serial += 1)}`
          return yield* say("input_audio_buffer.committed", { item_id, previous_item_id: items.at(-1)?.id ?? null })
        }
      }
    })
    yield* server.incoming.pipe(
      Stream.runForEach((decoded) => (decoded._tag === "Known" ? answer(decoded.event) : Effect.die(decoded))),
      Effect.ignore,
      Effect.forkScoped
    )
    yield* say("session.created", { session })
    if (index > 0 && chats === true) {
      const chat = Effect.andThen(Effect.sleep("1 second"), say("rate_limits.updated", { rate_limits: [] }))
      yield* Effect.forkScoped(Effect.ignore(Effect.forever(chat)))
    }
    return { items, received, audio: () => audio, say, drop: wire.drop, close: server.close } satisfies Host
  })
