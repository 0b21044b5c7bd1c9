import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { Arbiter, type ArbiterInput, type ArbiterOutput, type Policy } from "../src/machine/ResponseArbiter.ts"

/** A server of the protocol, reduced to responses: one writes to the conversation at a time. */
class Server {
  active: string | undefined
  serial = 0
  readonly out: Array<ArbiterInput> = []

  create(key: string | undefined): void {
    if (this.active !== undefined) {
      if (key !== undefined) this.out.push({ _tag: "Refused", key, busy: true })
      return
    }
    const responseId = `resp_${++this.serial}`
    this.active = responseId
    this.out.push({ _tag: "Created", responseId, key, aside: false })
  }

  end(responseId: string | undefined = this.active): void {
    if (responseId === undefined || responseId !== this.active) return
    this.active = undefined
    this.out.push({ _tag: "Done", responseId, key: undefined })
  }
}

/** Both ends and what is under way between them. */
class World {
  arbiter = Arbiter.start
  readonly server = new Server()
  readonly toServer: Array<ArbiterOutput> = []
  readonly log: Array<ArbiterOutput> = []
  readonly asked: Array<string> = []

  tell(input: ArbiterInput): void {
    const { arbiter, outputs } = Arbiter.step(this.arbiter, input)
    this.arbiter = arbiter
    this.log.push(...outputs)
    this.toServer.push(...outputs.filter(({ _tag }) => _tag === "SendCreate" || _tag === "SendCancel"))
    const open = [...arbiter.asked.values()].filter(({ aside }) => !aside).length
    assert.isAtMost(open, 1, "two requests for the conversation under way")
  }

  ask(policy: Policy): void {
    const key = `key_${this.asked.length}`
    this.asked.push(key)
    this.tell({ _tag: "Ask", key, policy, aside: false })
  }

  serve(): void {
    const message = this.toServer.shift()
    if (message?._tag === "SendCreate") this.server.create(message.key)
    if (message?._tag === "SendCancel") this.server.end(message.responseId)
  }

  hear(): void {
    const input = this.server.out.shift()
    if (input !== undefined) this.tell(input)
  }

  rest(): void {
    for (let round = 0; round < 2000; round++) {
      if (this.toServer.length > 0) this.serve()
      else if (this.server.out.length > 0) this.hear()
      else if (this.server.active !== undefined) this.server.end()
      else return
    }
    assert.fail("never at rest")
  }

  of<T extends ArbiterOutput["_tag"]>(tag: T): ReadonlyArray<Extract<ArbiterOutput, { _tag: T }>> {
    return this.log.filter((output): output is Extract<ArbiterOutput, { _tag: T }> => output._tag === tag)
  }
}

const move: fc.Arbitrary<(world: World) => void> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Policy>("queue", "replace", "reject").map((p) => (w: World) => w.ask(p)) },
  { weight: 4, arbitrary: fc.constant((w: World) => w.serve()) },
  { weight: 4, arbitrary: fc.constant((w: World) => w.hear()) },
  { weight: 2, arbitrary: fc.constant((w: World) => w.server.end()) },
  { weight: 1, arbitrary: fc.constant((w: World) => w.server.create(undefined)) },
  { weight: 1, arbitrary: fc.constant((w: World) => w.tell({ _tag: "Silence" })) },
  {
    weight: 1,
    arbitrary: fc.nat().map((n) => (w: World) => {
      const key = w.asked[n % Math.max(1, w.asked.length)]
      if (key !== undefined) w.tell({ _tag: "Withdraw", key })
    })
  }
)

const walk = (moves: ReadonlyArray<(world: World) => void>): World => {
  const world = new World()
  for (const each of moves) each(world)
  world.rest()
  return world
}

const walks = (check: (world: World) => void): void =>
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => check(walk(moves))),
    { numRuns: 1000 }
  )

it("peers row 5: every request begins or is settled, once, and nothing is left over", () => {
  walks((world) => {
    const fates = [...world.of("Began"), ...world.of("Settled")].map(({ key }) => key)
    assert.deepStrictEqual(fates.toSorted(), world.asked.toSorted())
    assert.deepStrictEqual(
      [world.arbiter.running.size, world.arbiter.asked.size, world.arbiter.queue.length],
      [0, 0, 0]
    )
  })
})

it("peers row 5: a race for the conversation never reaches the user as a refusal", () => {
  walks((world) =>
    assert.deepStrictEqual(
      world.of("Settled").filter(({ why }) => why === "refused"),
      []
    )
  )
})

it("peers row 6: an unwanted response is cancelled by its id as soon as it appears, and reported as unwanted", () => {
  walks((world) => {
    const began = new Set(world.of("Began").map(({ responseId }) => responseId))
    const cancelled = new Set(world.of("SendCancel").map(({ responseId }) => responseId))
    for (const { responseId } of world.of("Unwanted")) {
      assert(cancelled.has(responseId) && !began.has(responseId))
    }
    const given = world.of("Settled").filter(({ why }) => why === "withdrawn" || why === "replaced")
    const taken = new Set(given.map(({ key }) => key))
    assert.deepStrictEqual(
      world.of("Began").filter(({ key }) => taken.has(key)),
      []
    )
  })
})

it("no response is cancelled twice", () => {
  walks((world) => {
    const ids = world.of("SendCancel").map(({ responseId }) => responseId)
    assert.strictEqual(new Set(ids).size, ids.length)
  })
})

it("those that wait begin in the order in which they were asked for", () => {
  const queued = fc.constant((world: World) => world.ask("queue"))
  const other = fc.constantFrom(
    (world: World) => world.serve(),
    (world: World) => world.hear(),
    (world: World) => world.server.end(),
    (world: World) => world.server.create(undefined)
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(queued, other), { maxLength: 60 }), (moves) => {
      const world = walk(moves)
      assert.deepStrictEqual(
        world.of("Began").map(({ key }) => key),
        world.asked
      )
    })
  )
})

it("a newer request that replaces leaves the conversation to itself", () => {
  const world = walk([
    (w) => w.ask("queue"),
    (w) => w.serve(),
    (w) => w.hear(),
    (w) => w.ask("queue"),
    (w) => w.ask("replace")
  ])
  assert.deepStrictEqual(
    [world.of("Began").map(({ key }) => key), world.of("Settled")],
    [["key_0", "key_2"], [{ _tag: "Settled", key: "key_1", why: "replaced" }]]
  )
})

it("an end without an id makes room for the next response, and a repeated beginning changes nothing", () => {
  const world = new World()
  world.ask("queue")
  world.tell({ _tag: "Created", responseId: "r", key: "key_0", aside: false })
  world.ask("queue")
  world.tell({ _tag: "Done", responseId: undefined, key: undefined })
  assert.deepStrictEqual([...world.arbiter.asked.keys()], ["key_1"])
  world.tell({ _tag: "Created", responseId: "s", key: "key_1", aside: false })
  world.tell({ _tag: "Done", responseId: "s", key: "key_1" })
  world.tell({ _tag: "Created", responseId: "s", key: "key_1", aside: false })
  assert.strictEqual(world.arbiter.running.size, 0)
})

it("an end whose beginning was not understood is still the answer to its request", () => {
  const world = new World()
  world.ask("queue")
  world.tell({ _tag: "Done", responseId: "r", key: "key_0" })
  assert.deepStrictEqual(world.of("Began"), [{ _tag: "Began", key: "key_0", responseId: "r" }])
})

it("the end of an answer whose beginning was not read is of the turn that was owed it, also if the next turn has begun", () => {
  for (const next of [[], [{ _tag: "TurnBegins" }], [{ _tag: "TurnBegins" }, { _tag: "TurnEnds" }]] as const) {
    const world = new World()
    world.tell({ _tag: "TurnEnds" })
    world.ask("queue")
    for (const each of next) world.tell(each)
    world.tell({ _tag: "Done", responseId: "r", key: undefined, bare: true })
    assert.deepStrictEqual(world.of("Began"), [])
    // The refusal of the request still finds it.
    world.tell({ _tag: "Refused", key: "key_0", busy: false })
    assert.deepStrictEqual(world.of("Settled"), [{ _tag: "Settled", key: "key_0", why: "refused" }])
  }
})

it("a turn that was answered by an end alone is owed nothing, so the next response is that of the request", () => {
  for (const responseId of ["r", undefined]) {
    const world = new World()
    world.tell({ _tag: "TurnEnds" })
    world.tell({ _tag: "Done", responseId, key: undefined, bare: true })
    world.ask("queue")
    world.tell({ _tag: "Created", responseId: "s", key: undefined, aside: false })
    assert.deepStrictEqual(world.of("Began"), [{ _tag: "Began", key: "key_0", responseId: "s" }])
  }
})

it("a request that gets no other answer in its time has the response that may have been one", () => {
  const world = new World()
  world.tell({ _tag: "TurnEnds" })
  world.ask("queue")
  world.tell({ _tag: "Done", responseId: "r", key: undefined })
  world.tell({ _tag: "Forget", key: "key_0" })
  assert.deepStrictEqual(world.of("Began"), [{ _tag: "Began", key: "key_0", responseId: "r" }])
  assert.deepStrictEqual(world.arbiter.presumed, ["key_0"])
})

it("a response that may be the answer is still that when its end does not name it", () => {
  const world = new World()
  world.tell({ _tag: "Created", responseId: "q", key: "another", aside: false, echoes: true })
  world.tell({ _tag: "Done", responseId: "q", key: undefined })
  world.ask("queue")
  world.tell({ _tag: "Created", responseId: "r", key: undefined, aside: false })
  world.tell({ _tag: "Done", responseId: undefined, key: undefined })
  world.tell({ _tag: "Forget", key: "key_0" })
  assert.deepStrictEqual(world.of("Began"), [{ _tag: "Began", key: "key_0", responseId: "r" }])
})

it("the end of another client's response leaves the turn its answer", () => {
  const world = new World()
  world.tell({ _tag: "TurnEnds" })
  world.tell({ _tag: "Done", responseId: "q", key: undefined, echoes: true })
  assert.strictEqual(world.arbiter.owed, "wanted")
})

it("of two requests one is taken back, and an end that may be of a turn settles neither", () => {
  const world = new World()
  world.tell({ _tag: "TurnEnds" })
  world.ask("queue")
  world.tell({ _tag: "Ask", key: "aside", policy: "queue", aside: true })
  world.tell({ _tag: "Withdraw", key: "key_0" })
  world.tell({ _tag: "TurnBegins" })
  world.tell({ _tag: "Done", responseId: "r", key: undefined, aside: false })
  world.tell({ _tag: "Done", responseId: "s", key: undefined, aside: true })
  assert.deepStrictEqual(world.of("Began"), [{ _tag: "Began", key: "aside", responseId: "s" }])
  world.tell({ _tag: "Refused", key: "key_0", busy: true })
  assert.strictEqual(world.arbiter.asked.size, 0)
})

it("silence before the server's own answer to a turn has begun ends that answer when it begins", () => {
  const world = new World()
  world.tell({ _tag: "TurnEnds" })
  world.tell({ _tag: "Silence" })
  world.tell({ _tag: "Created", responseId: "r", key: undefined, aside: false })
  assert.deepStrictEqual(world.log, [
    { _tag: "SendCancel", responseId: "r" },
    { _tag: "Unwanted", responseId: "r" }
  ])
})

it("responses out of band neither wait nor are in anyone's way", () => {
  const world = new World()
  world.ask("queue")
  world.tell({ _tag: "Ask", key: "aside", policy: "reject", aside: true })
  world.tell({ _tag: "Silence" })
  assert.deepStrictEqual(
    world.of("SendCreate").map(({ key }) => key),
    ["key_0", "aside"]
  )
  assert.deepStrictEqual(
    world.of("Settled").map(({ key }) => key),
    ["key_0"]
  )
})

it("a request withdrawn and then refused makes room for the next", () => {
  const world = new World()
  world.ask("queue")
  world.tell({ _tag: "Withdraw", key: "key_0" })
  world.ask("queue")
  world.tell({ _tag: "Refused", key: "key_0", busy: false })
  assert.deepStrictEqual(
    world.of("SendCreate").map(({ key }) => key),
    ["key_0", "key_1"]
  )
})
