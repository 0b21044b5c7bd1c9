/**
 * The ids of a recording and those of its replay. A conversation makes its ids anew. Where a live event stands for a recorded
 * one, its ids replace the recorded ones from then on. One map lives as long as one replay.
 */
export class IdMap {
  readonly #live = new Map<string, string>()

  /** Learns the ids of a live event that stands for a recorded one. */
  learn(recorded: unknown, live: unknown, key = ""): void {
    if (typeof recorded === "string" && typeof live === "string") {
      if (recorded !== live && holdsId(key)) this.#live.set(recorded, live)
    } else if (isObject(recorded) && isObject(live)) {
      for (const [name, inner] of Object.entries(recorded)) {
        const under = key === "metadata" || Array.isArray(recorded) ? key : name
        this.learn(inner, Reflect.get(live, name), under)
      }
    }
  }

  /** A recorded event with live ids. Returns the same object if no ids were learned. */
  inLive<V>(recorded: V): V
  inLive(recorded: unknown): unknown {
    if (this.#live.size === 0) return recorded
    if (typeof recorded === "string") return this.#live.get(recorded) ?? recorded
    if (Array.isArray(recorded)) return recorded.map((each) => this.inLive(each))
    if (!isObject(recorded)) return recorded
    return Object.fromEntries(Object.entries(recorded).map(([key, inner]) => [key, this.inLive(inner)]))
  }
}

/** Values of `metadata` count as ids, because clients put names of their own there. */
const holdsId = (key: string): boolean => key === "metadata" || /(^|_)id$/.test(key)

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null
