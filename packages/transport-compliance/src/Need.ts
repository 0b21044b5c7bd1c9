/** What some requirements need beside an open connection, and whether an adapter provides it. */
import type { Media } from "@antiphon/core"
import * as Option from "effect/Option"
import type { Adapter, Ends, Peer } from "./Adapter.ts"
import type { Need } from "./Requirement.ts"

/** Everything that an adapter may leave out. */
export interface Given extends Record<Need, unknown> {
  /** Samples at both ends. */
  readonly media: { readonly own: Media; readonly peer: Media }
  /** How a dead peer is noticed. */
  readonly deadPeer: "ping" | "consent" | "drain"
  /** Sends a binary frame from the peer. */
  readonly binary: NonNullable<Peer["binary"]>
  /** Makes the peer vanish without a close. */
  readonly drop: NonNullable<Peer["drop"]>
  /** Makes the peer stop taking anything. */
  readonly stall: NonNullable<Peer["stall"]>
  /** An opening to an address where nothing listens. */
  readonly refused: NonNullable<Adapter["refused"]>
  /** An opening whose credential the peer refuses. */
  readonly unauthorized: NonNullable<Adapter["unauthorized"]>
  /** An opening that the peer never answers. */
  readonly unanswered: NonNullable<Adapter["unanswered"]>
  /** The number of things that connections hold now. */
  readonly held: NonNullable<Adapter["held"]>
}

/** Why a requirement is skipped if its need is missing. */
export const missing: { readonly [N in Need]: string } = {
  media: "audio travels in events, or the peer has no media",
  deadPeer: "the adapter declares that it does not notice a dead peer",
  binary: "the peer cannot send a binary frame",
  drop: "the peer cannot vanish",
  stall: "the peer cannot stall",
  refused: "the adapter stages no refusal",
  unauthorized: "the adapter stages no refused credential",
  unanswered: "the adapter stages no unanswered handshake",
  held: "the adapter does not count what it holds"
}

/** Returns what this adapter and these ends provide. */
export const givenBy = ({ capabilities, ...adapter }: Adapter, { connection, peer }: Ends): Partial<Given> => ({
  ...Option.match(Option.product(connection.media, peer.media), {
    onNone: () => ({}),
    onSome: ([own, theirs]) => ({ media: { own, peer: theirs } })
  }),
  ...(capabilities.deadPeer === "none" ? {} : { deadPeer: capabilities.deadPeer }),
  ...present({ binary: peer.binary, drop: peer.drop, stall: peer.stall }),
  ...present({
    refused: adapter.refused,
    unauthorized: adapter.unauthorized,
    unanswered: adapter.unanswered,
    held: adapter.held
  })
})

type Present<T> = { readonly [K in keyof T]?: NonNullable<T[K]> }

/** The values without the keys that are undefined. */
const present = <T extends object>(values: T): Present<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>

/** Whether all of `needs` are given. */
export const has = <N extends Need>(
  given: Partial<Given>,
  needs: ReadonlyArray<N>
): given is Partial<Given> & Pick<Given, N> => needs.every((need) => given[need] !== undefined)
