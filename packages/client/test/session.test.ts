import { TransportError } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { AnyEvent, SessionSettings } from "../src/index.ts"
import { failure, opened, replying, updated } from "./against.ts"

/** The settings that a server gets from such options. */
const settled = async (session: SessionSettings): Promise<unknown> => {
  let sent: unknown
  const peer = replying((event) => {
    if (event.type === "session.update") sent = event.session
    return updated(event)
  })
  await opened(peer, { session }, async (opening) => {
    await opening
  })
  return sent
}

it("the settings are sent first, and flat ones go to their places", async () => {
  const turn_detection = { type: "semantic_vad" } as const
  const input = { format: { type: "audio/pcm", rate: 24_000 } } as const
  assert.deepStrictEqual(
    await settled({ instructions: "Be brief.", voice: "marin", speed: 1.2, turn_detection, audio: { input } }),
    {
      type: "realtime",
      instructions: "Be brief.",
      audio: { input: { ...input, turn_detection }, output: { voice: "marin", speed: 1.2 } }
    }
  )
  assert.deepStrictEqual(await settled({ turn_detection: null }), {
    type: "realtime",
    audio: { input: { turn_detection: null } }
  })
  const whole = { type: "realtime", instructions: "Be brief." } as const
  assert.deepStrictEqual(await settled(whole), whole)
})

it("settings that the server refuses reject the opening with its words, and the connection is closed", async () => {
  const error = { type: "invalid_request_error", message: "Invalid value: 'session.audio.output.voice'." }
  let isClosed = false
  const peer = (connection: Parameters<ReturnType<typeof replying>>[0]) =>
    Effect.ensuring(
      replying((event) =>
        event.type === "session.update" ? [{ type: "error", error: { ...error, event_id: event.event_id } }] : []
      )(connection),
      Effect.sync(() => {
        isClosed = true
      })
    )
  await opened(peer, { session: { voice: "nobody" } }, async (opening) => {
    const refused = await failure(opening)
    assert.deepStrictEqual([refused.code, refused.detail.error?.message], ["refused", error.message])
    assert.include(refused.message, error.message)
  })
  assert.isTrue(isClosed)
})

it("settings may be changed later without a type, in the same words", () =>
  opened(replying(updated), {}, async (opening) => {
    const session = await opening
    const now = await session.configure({ voice: "cedar" })
    assert.deepInclude(now, { type: "realtime", audio: { output: { voice: "cedar" } } })
  }))

it("a listener of all events sees both directions from the first on, and what is no event", async () => {
  const seen: Array<readonly [string, AnyEvent]> = []
  const peer = replying((event) => [
    ...updated(event),
    { type: "brand.new" },
    { type: "response.created", response: 7 }
  ])
  const bent = Promise.withResolvers<void>()
  const onEvent = (direction: "received" | "sent", event: AnyEvent) => {
    seen.push([direction, event])
    if (event.type === "malformed") bent.resolve()
  }
  await opened(peer, { onEvent, session: { instructions: "Be brief." } }, async (opening) => {
    const session = await opening
    await bent.promise
    const types = seen.map(([direction, { type }]) => `${direction} ${type}`)
    assert.sameMembers(types, [
      "received session.created",
      "sent session.update",
      "received session.updated",
      "received brand.new",
      "received malformed"
    ])
    assert.strictEqual(types[0], "received session.created")
    const count = seen.length
    const later: Array<string> = []
    const unsubscribe = session.onEvent((_, { type }) => later.push(type))
    await session.sendAudio(new Int16Array(240))
    unsubscribe()
    await session.configure({ voice: "marin" })
    assert.deepStrictEqual(later, ["input_audio_buffer.append"])
    assert.isAbove(seen.length, count)
  })
})

it("a call is joined by its id, with the settings of this client", async () => {
  let query: Readonly<Record<string, string>> = {}
  const peer = (
    connection: Parameters<ReturnType<typeof replying>>[0],
    handshake: { readonly query: Readonly<Record<string, string>> }
  ) => {
    query = handshake.query
    return replying(updated)(connection)
  }
  await opened(peer, { callId: "rtc_7", session: { instructions: "Be brief." } }, async (opening) => {
    const session = await opening
    assert.strictEqual((await failure(session.reconnectNow())).code, "invalid")
  })
  assert.deepStrictEqual(query, { call_id: "rtc_7" })
})

it("reconnectNow leaves the connection for another one, and resolves on it", async () => {
  let connections = 0
  const peer = (connection: Parameters<ReturnType<typeof replying>>[0]) => {
    connections += 1
    return replying(updated)(connection)
  }
  await opened(peer, {}, async (opening) => {
    const session = await opening
    const seen: Array<string> = []
    session.on("reconnecting", ({ attempt }) => seen.push(`attempt ${attempt}`))
    session.on("resumed", () => seen.push("resumed"))
    await session.reconnectNow()
    assert.deepStrictEqual([connections, ...seen], [2, "attempt 1", "resumed"])
    await session.sendAudio(new Int16Array(240))
    await session.close()
    assert.strictEqual((await failure(session.reconnectNow())).code, "disconnected")
  })
})

it("reconnectNow ends the wait between two attempts", async () => {
  const failed = Promise.withResolvers<void>()
  let attempts = 0
  let isDown = false
  const key = () => {
    attempts += 1
    if (!isDown) return "ek_any"
    failed.resolve()
    throw new Error("the network is down")
  }
  const peer = (connection: Parameters<ReturnType<typeof replying>>[0]) =>
    connection.incoming.pipe(
      Stream.runForEach((decoded) => {
        if (decoded._tag !== "Known") return Effect.void
        if (decoded.event.type === "input_audio_buffer.clear") return connection.close(1012)
        return Effect.forEach(updated(decoded.event), (event) => connection.send(event))
      })
    )
  await opened(peer, { key }, async (opening) => {
    const session = await opening
    isDown = true
    assert.strictEqual((await failure(session.clearInput())).code, "disconnected")
    await failed.promise
    await new Promise((resolve) => setImmediate(resolve))
    isDown = false
    const before = attempts
    const resumed = session.reconnectNow()
    assert.strictEqual(attempts, before + 1)
    await resumed
  })
})

it.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "no_device"],
  ["NotReadableError", "device_failed"],
  [undefined, "unsupported"]
])("a call whose microphone ends in %s rejects with %s, as a device does", async (name, code) => {
  const cause = name === undefined ? undefined : Object.assign(new Error("no"), { name })
  const connect = () => Effect.fail(TransportError.open({ detail: "no microphone: no", cause }))
  await opened(replying(updated), { transport: { connect } }, async (opening) => {
    assert.strictEqual((await failure(opening)).code, code)
  })
})

it("a call is muted, given a microphone and played by the same functions, over each connection", async () => {
  const did: Array<string> = []
  let calls = 0
  const wrap = <A extends object>(connection: A): A => {
    const name = `call ${(calls += 1)}`
    const note = (what: string) => Effect.sync(() => void did.push(`${name} ${what}`))
    const remote = name
    return {
      ...connection,
      remote,
      mute: note("mutes"),
      unmute: note("unmutes"),
      replaceMicrophone: (track: string) => note(`sends ${track}`)
    }
  }
  const speaker = {
    rate: 24_000,
    queue: () => {},
    clear: async () => ({ until: 0, resumesAt: 0, latencyMs: 0 }),
    position: () => ({ until: 0, latencyMs: 0, given: 0 }),
    playStream: (stream: unknown) => void did.push(`the speaker plays ${String(stream)}`)
  }
  await opened(
    replying(updated),
    { speaker },
    async (opening) => {
      const session = await opening
      await session.mute()
      assert.isTrue(session.isMuted)
      await session.reconnectNow()
      await session.mute(false)
      assert.deepStrictEqual(did, [
        "the speaker plays call 1",
        "call 1 mutes",
        "the speaker plays call 2",
        "call 2 mutes",
        "call 2 unmutes"
      ])
    },
    wrap
  )
})
