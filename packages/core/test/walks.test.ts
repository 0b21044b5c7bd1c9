import { assert, describe, it } from "@effect/vitest"
import { ServerEvent } from "../src/index.ts"

/** An object that counts how often its keys are listed and its values are read. */
const counted = (object: object) => {
  const counts = { listed: 0, read: 0 }
  const proxy = new Proxy(object, {
    ownKeys: (target) => {
      counts.listed++
      return Reflect.ownKeys(target)
    },
    get: (target, key): unknown => {
      counts.read++
      return Reflect.get(target, key)
    }
  })
  return { counts, proxy }
}

const many = 2000
const entries = (value: (at: number) => unknown): object =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [`key_${at}`, value(at)]))

const created = (metadata: unknown) => ({ type: "response.created", response: { id: "resp_1", metadata } })

describe("the walk of a large object", () => {
  it("lists the keys of an event once, also when most of them are unknown", () => {
    const { counts, proxy } = counted({ ...created(null), ...entries((at) => at) })
    assert.strictEqual(ServerEvent.decodeValue(proxy)._tag, "Known")
    assert.strictEqual(counts.listed, 1)
    // The decoder also reads `type`, to find the check.
    assert.isAtMost(counts.read, many + 8)
  })

  it("lists the keys of a map once, and reads each entry once", () => {
    const { counts, proxy } = counted(entries((at) => `value ${at}`))
    assert.strictEqual(ServerEvent.decodeValue(created(proxy))._tag, "Known")
    assert.deepStrictEqual(counts, { listed: 1, read: many })
  })

  it("reads each entry of a map three times at most when one does not fit, and copies the others alone", () => {
    const { counts, proxy } = counted(entries((at) => (at === many / 2 ? [at] : `value ${at}`)))
    const decoded = ServerEvent.decodeValue(created(proxy))
    assert(decoded._tag === "Known" && decoded.event.type === "response.created")
    assert.strictEqual(Object.keys(decoded.event.response.metadata ?? {}).length, many - 1)
    // The check stops at the entry that does not fit. The depth of a value that never was a frame is measured. The walk
    // reads each entry, and the copy reads those before the gap.
    assert.strictEqual(counts.listed, 3)
    assert.isAtMost(counts.read, 3 * many + 2)
  })

  it("keeps an entry of a map that is named __proto__", () => {
    const frame = '{"type":"response.created","response":{"id":"r","metadata":{"__proto__":"kept","bent":1,"b":"c"}}}'
    const decoded = ServerEvent.decode(frame)
    assert(decoded._tag === "Known" && decoded.event.type === "response.created")
    const metadata = decoded.event.response.metadata ?? {}
    assert.deepStrictEqual(Object.entries(metadata), [
      ["__proto__", "kept"],
      ["b", "c"]
    ])
    assert.strictEqual(Object.getPrototypeOf(metadata), Object.prototype)
  })
})
