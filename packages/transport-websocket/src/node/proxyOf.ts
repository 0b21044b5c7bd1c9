/** Which proxy the environment names for an address, as Node's own `fetch` reads it. */
import { BlockList, isIP } from "node:net"

type Environment = Readonly<Record<string, string | undefined>>

/** Whether Node was told to use the proxies of its environment: by `NODE_USE_ENV_PROXY=1` or `--use-env-proxy`. */
export const usesProxies = (env: Environment = process.env, flags: ReadonlyArray<string> = process.execArgv): boolean =>
  env["NODE_USE_ENV_PROXY"] === "1" ||
  [...flags, ...(env["NODE_OPTIONS"] ?? "").split(/\s+/)].includes("--use-env-proxy")

/**
 * The proxy for an address, or `undefined` if there is none for it: `HTTPS_PROXY` for `wss`, else and for `ws` `HTTP_PROXY`,
 * unless `NO_PROXY` names the host. Names in small letters come first.
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

/** `*`, a host, `.suffix` or `*.suffix`, each with a port or without; an address, `first-last` or `network/bits` of them. */
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

/** The port of an address, the usual one where it names none. */
export const portOf = ({ port, protocol }: URL): string =>
  port !== "" ? port : /^(wss|https):$/.test(protocol) ? "443" : "80"
