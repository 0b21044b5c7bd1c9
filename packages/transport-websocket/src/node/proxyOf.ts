/** Which proxy the environment names for an address, as Node's own `fetch` reads it. */
import { BlockList, isIP } from "node:net"

type Environment = Readonly<Record<string, string | undefined>>

/** Whether Node uses the proxies of its environment, because of `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`. */
export const usesProxies = (env: Environment = process.env, flags: ReadonlyArray<string> = process.execArgv): boolean =>
  env["NODE_USE_ENV_PROXY"] === "1" ||
  [...flags, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)].includes("--use-env-proxy")

/**
 * Returns the proxy for an address, or `undefined` if there is none. For `wss` that is `HTTPS_PROXY`, or `HTTP_PROXY`
 * if the former is not set. For `ws` it is `HTTP_PROXY`. A host that `NO_PROXY` names has none. Names in small letters
 * come first.
 */
export const proxyOf = (url: URL, env: Environment = process.env): string | undefined => {
  const plain = valueOf(env, "HTTP_PROXY")
  const proxy = url.protocol === "wss:" ? (valueOf(env, "HTTPS_PROXY") ?? plain) : plain
  const excepted = valueOf(env, "NO_PROXY")?.split(/[\s,]+/) ?? []
  return proxy === undefined || excepted.some((entry) => isExcepted(entry.toLowerCase(), url)) ? undefined : proxy
}

const valueOf = (env: Environment, name: string): string | undefined => {
  const value = (env[name.toLowerCase()] ?? env[name])?.trim()
  return value === "" ? undefined : value
}

/**
 * Whether an entry of `NO_PROXY` covers the address. An entry is `*`, a host, `.suffix` or `*.suffix`, with a port or
 * without. It may also be an IP address, `first-last` or `network/bits`.
 */
const isExcepted = (entry: string, url: URL): boolean => {
  if (entry === "*") return true
  const host = url.hostname.replace(/^\[|\]$/g, "")
  const [, name = entry, port] = /^(.*?):(\d+)$/.exec(isIP(entry) === 6 ? "" : entry) ?? []
  if (port !== undefined && port !== portOf(url)) return false
  const bare = name.replace(/^\[|\]$/g, "")
  if (/^\*?\./.test(bare)) return host.endsWith(bare.replace(/^\*/, ""))
  return bare !== "" && (host === bare || isWithin(host, bare))
}

const isWithin = (host: string, range: string): boolean => {
  const [first = "", last] = range.split(/[-/]/)
  if (last === undefined || isIP(host) === 0 || isIP(first) !== isIP(host)) return false
  const family = isIP(host) === 6 ? "ipv6" : "ipv4"
  const list = new BlockList()
  try {
    if (range.includes("/")) list.addSubnet(first, Number(last), family)
    else list.addRange(first, last, family)
  } catch {
    return false
  }
  return list.check(host, family)
}

/** Returns the port of an address, or the usual one if it names none. */
export const portOf = ({ port, protocol }: URL): string =>
  port !== "" ? port : /^(wss|https):$/.test(protocol) ? "443" : "80"
