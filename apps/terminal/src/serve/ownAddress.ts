import { networkInterfaces } from "node:os"

/** An IPv4 address of this machine that is not loopback, or `undefined` if it has none. */
export const ownAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ address, family, internal }) => family === "IPv4" && !internal && !address.startsWith("169.254."))?.address
