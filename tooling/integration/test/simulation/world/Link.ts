/** One connection of a story. It has a wire, a server behind it, faults, and a witness at both ends. */
import { type ClientEvent, Closed, Dead, type Decoded, ServerEvent, TransportError } from "@antiphon/core"
import type { Fault } from "@antiphon/server"
import { makeTrack, type Track } from "../device/Track.ts"
import type { Mishap } from "../script/Script.ts"
import { makeServer, type Server } from "../server/Server.ts"
import type { Link as Fate, EntryOf, Said } from "../story/Story.ts"
import { makeLane } from "./Lane.ts"
import { makeMishaps } from "./mishaps.ts"
import { makeResponseNames } from "./responseNames.ts"
import { decoded, mangled, sent } from "./words.ts"
import type { World } from "./World.ts"

/** What the client's end of a connection calls. */
export interface Ends {
  /** Whether the client still reads the connection. It leaves one before it closes it. */
  readonly reads: () => boolean
  readonly received: (decoded: Decoded<ServerEvent>) => void
  readonly lost: (error: TransportError) => void
}

export interface Link {
  readonly fate: Fate
  /** The media, if audio travels in tracks. */
  readonly track: Track | undefined
  readonly server: Server
  /** Sends the client's event. Returns why the connection does not take it. */
  readonly send: (event: ClientEvent) => TransportError | undefined
  /** Sends samples of the user's track. */
  readonly sendTrack: (samples: Int16Array) => void
  /** The client closes. */
  readonly close: (code: number, reason: string) => void
  /** The network is gone. */
  readonly drop: () => void
  /** The server closes, for a reason that is worth another connection. */
  readonly turnOut: () => void
  readonly stall: (lane: "to the client" | "to the server", forMs: number) => void
}

type ToClient =
  | { readonly n: number; readonly decoded: Decoded<ServerEvent>; readonly name: string | undefined }
  | { readonly close: number; readonly reason: string }
type ToServer =
  | { readonly event: ClientEvent }
  | { readonly samples: Int16Array }
  | { readonly close: number; readonly reason: string }

const closed = (code: number, reason: string, by: "local" | "remote"): TransportError =>
  new TransportError({ reason: new Closed({ code, reason, by }) })

const expiry = "Your session hit the maximum duration of 60 minutes."

/** Opens a connection to a new session. If the world is calm, the connection has no faults and does not expire. */
export const openLink = (world: World, ends: Ends, befell: (mishap: Mishap) => void): Link => {
  const { book, clock, names, parts, script } = world
  const { plan } = script
  const n = book.links.length + 1
  const { calm } = world
  const fate: Fate = {
    n,
    calm,
    wasCalm: calm,
    isLimited: !calm && (plan.tokensPerMinute !== null || plan.sessionMs < 1_000_000),
    isHalfOpen: false,
    ended: undefined,
    mostUnderWay: 0
  }
  book.links.push(fate)
  book.tell({ _tag: "Connected", link: n })
  const mishaps = makeMishaps(script, n, befell)
  const ways = world.numbers(0x4d + n)
  const track = plan.audio === "tracks" ? makeTrack(clock, plan.latency?.mostMs ?? 0) : undefined
  const responses = makeResponseNames(plan.manners.reusesResponseIds && track === undefined)
  const arrived = new Set<number>()
  let spoken = 0
  let isServed = true

  const toClient = makeLane<ToClient>(clock, plan.latency, world.numbers(0x10 + n), (message) => {
    if (fate.ended !== undefined) return
    if ("close" in message) return end(closed(message.close, message.reason, "remote"))
    if (!ends.reads()) return
    book.tell({ _tag: "Delivered", link: n, decoded: message.decoded, isAgain: arrived.has(message.n) })
    arrived.add(message.n)
    const received = parts.receive(responses.shown(message.decoded, message.name))
    if (received !== undefined) ends.received(received)
  })
  const toServer = makeLane<ToServer>(clock, plan.latency, world.numbers(0x20 + n), (message) => {
    if (!isServed) return
    if ("close" in message) return endServer()
    if ("samples" in message) return server.hear(message.samples)
    if (message.event.type === "response.create" && !isSafe() && mishaps.ofRequest()) {
      return limit(message.event.event_id ?? null)
    }
    const taken = responses.taken(message.event)
    server.receive(sent(plan.manners.keepsItemIds ? taken : names.renamed(taken), plan.asText))
  })
  const measure = (): void => {
    fate.mostUnderWay = Math.max(fate.mostUnderWay, toClient.underWay(), toServer.underWay())
  }
  const isSafe = (): boolean => fate.calm && !fate.isHalfOpen

  /** The client's end is over. */
  const end = (error: TransportError): void => {
    if (fate.ended !== undefined) return
    fate.ended = error
    book.tell({ _tag: "Disconnected", link: n, error })
    track?.end()
    ends.lost(error)
  }
  const endServer = (): void => {
    if (!isServed) return
    isServed = false
    track?.end()
    server.end()
  }
  const closeServer = (code: number, reason: string): void => {
    if (!parts.closes(code) || !isServed) return
    endServer()
    if (!fate.isHalfOpen) toClient.write({ close: code, reason })
  }
  const write = (entry: EntryOf<"Said">, number: number, received: Decoded<ServerEvent>, moreMs = 0): void => {
    entry.fate = "whole"
    toClient.write({ n: number, decoded: received, name: responses.said(entry.event) }, moreMs)
    measure()
  }
  const befall = (entry: EntryOf<"Said">, number: number, fault: Fault | undefined): void => {
    const whole = (): Decoded<ServerEvent> => decoded(entry.event, plan.manners, plan.asText, ways)
    switch (fault) {
      case "late":
        return write(entry, number, whole(), ways.between(100, 2000))
      case "duplicate": {
        const twice = whole()
        write(entry, number, twice)
        return write(entry, number, twice)
      }
      case "malformed":
        write(entry, number, mangled(entry.event, ways))
        entry.fate = "mangled"
        return
      case "cut":
        return closeServer(1011, "")
      case "expire":
        fail("session_expired", expiry, null)
        return closeServer(1001, expiry)
      case "half-open":
        fate.isHalfOpen = true
        return
      default:
        return write(entry, number, whole())
    }
  }
  /** The server's end, or what stands before it, says something without fault. */
  const tell = (event: Said): void => {
    const entry = book.tell({ _tag: "Said", link: n, event, fate: "lost" as const }) as EntryOf<"Said">
    write(entry, (spoken += 1), decoded(event, plan.manners, plan.asText, ways))
  }
  const fail = (code: string, message: string, eventId: string | null): void => {
    const type = code === "session_expired" ? "invalid_request_error" : "rate_limit_error"
    const error = { type, code, message, param: null, event_id: eventId }
    tell(ServerEvent.make("error", { event_id: `event_fault_${n}_${spoken}`, error }))
  }
  const limit = (eventId: string | null): void => fail("rate_limit_exceeded", "Rate limit reached.", eventId)

  const say = (event: Said): void => {
    for (const each of parts.say(event)) {
      if (typeof each === "number") closeServer(each, "too slow")
      else if (isServed) {
        const entry = book.tell({ _tag: "Said", link: n, event: each, fate: "lost" as const }) as EntryOf<"Said">
        spoken += 1
        if (!fate.isHalfOpen) befall(entry, spoken, fate.calm ? undefined : mishaps.ofSaid())
      }
    }
  }
  const server = makeServer(world, { n, isLimited: fate.isLimited, track, say, close: closeServer })
  return {
    fate,
    track,
    server,
    send: (event) => {
      if (fate.ended !== undefined) return fate.ended
      const changed = parts.send(event)
      book.tell({ _tag: "Asked", link: n, event: responses.meant(changed ?? event) })
      if (changed !== undefined && !fate.isHalfOpen) toServer.write({ event: changed })
      measure()
      return undefined
    },
    sendTrack: (samples) => {
      if (fate.ended === undefined && !fate.isHalfOpen) toServer.write({ samples })
    },
    close: (code, reason) => {
      if (fate.ended !== undefined) return
      if (!fate.isHalfOpen) toServer.write({ close: code, reason })
      else endServer()
      toClient.sever()
      end(closed(code, reason, "local"))
    },
    drop: () => {
      if (fate.ended !== undefined) return
      toClient.sever()
      toServer.sever()
      endServer()
      end(new TransportError({ reason: new Dead({ detail: "the network is gone" }) }))
    },
    turnOut: () => closeServer(1012, "the server restarts"),
    stall: (lane, forMs) => {
      const stalled = lane === "to the client" ? toClient : toServer
      book.note(`the wire ${lane} stands still for ${forMs} ms`)
      stalled.stall()
      clock.after(forMs, stalled.resume)
    }
  }
}
