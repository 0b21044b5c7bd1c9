/** What a person at the terminal can run next, once a server listens. */
import type { Certificate } from "./certificate.ts"

/** The server that listens. */
export interface Listener {
  /** The WebSocket address of its root. */
  readonly address: string
  /** How many keys are admitted. Without any, everyone is. */
  readonly keys: number
  readonly certificate: Certificate | undefined
}

/** The lines. A command in them can be pasted into another terminal. */
export const whatNext = ({ address, certificate, keys }: Listener): ReadonlyArray<string> => {
  // A name that every client resolves to this machine, in place of the address that stands for all.
  const reachable = address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
  const environment = [
    ...(certificate === undefined ? [] : [`NODE_EXTRA_CA_CERTS=${certificate.path}`]),
    ...(keys === 0 ? [] : ["OPENAI_API_KEY=…"])
  ]
  const command = (verb: string) =>
    `  ${[...environment, "antiphon", verb, "--url", `${reachable}/v1/realtime`].join(" ")}`
  const rest = [
    ...(certificate === undefined ? [] : [`NODE_EXTRA_CA_CERTS=${certificate.path}`]),
    `OPENAI_BASE_URL=${reachable.replace(/^ws/, "http")}/v1`
  ]
  return [
    "",
    "Listening. In another terminal, type to it or talk to it:",
    command("chat"),
    command("talk"),
    ...(certificate === undefined
      ? []
      : [
          "Programs that use the openai package find it by:",
          `  ${rest.join(" ")}`,
          `SHA-256 ${certificate.fingerprint}`
        ]),
    "Ctrl-C stops the server.",
    ""
  ]
}
