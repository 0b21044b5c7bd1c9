/** Which servers are fit, by their version. A server ignores what it does not know, so trying would not show it. */
import type { ServerInfo } from "@nats-io/transport-node"

/** The largest message is a segment of audio. */
const minPayload = 600_000

/**
 * Returns why the server is unfit, or `undefined` if it is fit. Before 2.10 an expectation is not serialized in a replicated stream, so
 * two nodes could own a session (nats-server#4320). 2.10.27 is the oldest version that was tested with replicas.
 */
export const unfit = ({ max_payload, version }: ServerInfo, replicas: number): string | undefined => {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
  const isBefore = (a: number, b: number, c: number) =>
    major < a || (major === a && (minor < b || (minor === b && patch < c)))
  if (isBefore(2, 9, 0)) return `it is version ${version}. Use 2.9 or later, or 2.10.27 or later with replicas.`
  if (replicas > 1 && isBefore(2, 10, 27))
    return `version ${version} lets two nodes own a session if it keeps ${replicas} replicas. Use 2.10.27 or later, or one server with one replica.`
  if (max_payload < minPayload)
    return `its max_payload is ${max_payload} bytes. Set at least ${minPayload}, e.g. the usual 1MB.`
  return undefined
}
