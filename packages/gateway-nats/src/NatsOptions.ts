/** Where the engine's servers are. */
import type { Token } from "@antiphon/gateway"
import type * as Redacted from "effect/Redacted"

export interface NatsOptions {
  /** The name of this node, unique among the nodes of the gateway. */
  readonly node: Token
  /**
   * The addresses of the servers, e.g. `nats://127.0.0.1:4222` or `tls://nats.example.com`. A user and a password in the first address
   * are used for all. The client learns the other servers of a cluster by itself.
   */
  readonly servers: ReadonlyArray<string>
  /** The text of a credentials file, with a JWT and its key. */
  readonly credentials?: Redacted.Redacted<string>
  /**
   * On how many servers each record is kept. Defaults to 3 if the server is in a cluster and to 1 if it is alone. More than one needs
   * nats-server 2.10.27 or later.
   */
  readonly replicas?: 1 | 3 | 5
}
