/** The address at which a peer reaches this machine. */
import { BlockList, isIPv6 } from "node:net"
import { networkInterfaces } from "node:os"

/** Returns the address of the network that the peer is in, or that of any network of this machine. */
export const localAddress = (peer: string): string => {
  const family = isIPv6(peer) ? "ipv6" : "ipv4"
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((each) => each.family.toLowerCase() === family)
  const near = own.find(({ address, cidr }) => {
    const subnet = new BlockList()
    subnet.addSubnet(address, Number(cidr?.split("/")[1] ?? 0), family)
    return subnet.check(peer, family)
  })
  const any = near ?? own.find(({ internal }) => !internal) ?? own[0]
  return any?.address ?? peer
}

export const isWildcard = (host: string): boolean => host === "0.0.0.0" || host === "::"
