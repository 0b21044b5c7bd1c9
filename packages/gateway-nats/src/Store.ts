/** What the services of one node share. */
import type { Token } from "@antiphon/gateway"
import type { Place } from "./jetstream/certain.ts"
import { streams } from "./jetstream/streams.ts"
import { Breaker } from "./link/Breaker.ts"
import type { Link } from "./link/Link.ts"

export class Store {
  readonly node: Token
  /** The connection of records. Observers cannot hold it up, because they have another one. */
  readonly link: Link
  private readonly breakers = new Map<string, Breaker>()

  constructor(node: Token, link: Link) {
    this.node = node
    this.link = link
  }

  /** Where messages of a stream are stored. */
  place(name: keyof typeof streams): Place {
    const stream = streams[name].name
    const breaker = this.breakers.get(stream) ?? new Breaker()
    this.breakers.set(stream, breaker)
    return { link: this.link, stream, breaker }
  }
}
