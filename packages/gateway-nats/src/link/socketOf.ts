/** The socket of a connection. The client does not offer it, and it is needed against a frozen server. */
import type { NatsConnection } from "@nats-io/transport-node"
import { Socket } from "node:net"

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined

/** Returns the socket, or `undefined` while there is none or if the client keeps it elsewhere. */
export const socketOf = (connection: NatsConnection): Socket | undefined => {
  const socket = get(get(get(connection, "protocol"), "transport"), "socket")
  return socket instanceof Socket ? socket : undefined
}
