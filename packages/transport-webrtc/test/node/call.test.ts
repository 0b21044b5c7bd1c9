/** What a call of Node promises beyond the contract of every transport. */
import { ClientEvent, Closed, Endpoint, Open, Protocol, ServerEvent, Timeout, TransportError } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { accept, make, nodeDataChannel, type PeerConnections } from "../../src/node.ts"
import { bindAddress, counted, pair } from "./pair.ts"

const client = { endpoint: { incoming: ServerEvent, outgoing: ClientEvent } }
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
const endpoint = Endpoint.conversation({ model: "m" })

/** Long past the end of any test. What the test waits for must come by itself. */
const never = { closeTimeout: "1 hour", deadTimeout: "1 hour", drainTimeout: "1 hour" } as const

/** An offer as it is posted. */
const offered = Effect.gen(function* () {
  let sdp = ""
  const exchange = (offer: string) => {
    sdp = offer
    return Effect.fail(new TransportError({ reason: new Open({ detail: "enough" }) }))
  }
  yield* Effect.flip(make({ bindAddress, exchange }).connect(endpoint))
  return sdp
})

describe("closing", () => {
  const ends = pair({ ...client, options: never }, { vocabulary, ...never })

  it.live("is over when the peer has followed, and no deadline has to pass", () =>
    Effect.gen(function* () {
      const first = yield* ends
      yield* first.client.close()
      assert.deepInclude((yield* first.server.ended).reason, new Closed({ code: 1000, reason: "", by: "remote" }))
      const second = yield* ends
      yield* second.server.close(4000, "bye")
      assert.deepInclude((yield* second.client.ended).reason, new Closed({ code: 4000, reason: "bye", by: "remote" }))
    })
  )

  it.live("by both at once is over for both, although neither sees the close of the other", () =>
    Effect.gen(function* () {
      const { client: own, server } = yield* ends
      yield* Effect.all([own.close(4000), server.close(4001)], { concurrency: 2 })
    })
  )

  it.live("both scopes at once is over for both too", () =>
    Effect.gen(function* () {
      const closing = [yield* Scope.make(), yield* Scope.make()] as const
      const accepted = yield* Deferred.make<void>()
      const { connect } = make({
        bindAddress,
        ...never,
        exchange: (offer) =>
          Effect.gen(function* () {
            const { connection, sdp } = yield* accept(offer, { vocabulary, bindAddress, ...never })
            yield* Effect.forkIn(
              Effect.andThen(Scope.provide(connection, closing[1]), Deferred.succeed(accepted, undefined)),
              closing[1]
            )
            return { sdp }
          }).pipe(Scope.provide(closing[1]))
      })
      yield* Scope.provide(connect(endpoint), closing[0])
      yield* Deferred.await(accepted)
      yield* Effect.forEach(closing, (scope) => Scope.close(scope, Exit.void), { concurrency: 2 })
    })
  )

  it.live("with thousands of events on their way delivers them all first", () =>
    Effect.gen(function* () {
      const total = 3000
      const { client: own, server } = yield* ends
      const event = ClientEvent.make("input_audio_buffer.clear", {})
      yield* Effect.forEach(Array.from({ length: total }), () => own.send(event), { discard: true })
      yield* own.close(4000)
      let received = 0
      const count = Effect.sync(() => {
        received += 1
      })
      const error = yield* Effect.flip(Stream.runForEach(server.incoming, () => count))
      assert.strictEqual(received, total)
      assert.deepInclude(error.reason, { _tag: "Closed", code: 4000 })
    })
  )
})

describe("an offer", () => {
  it.live("is posted without addresses: an answerer that checks first may break the handshake", () =>
    Effect.map(offered, (sdp) => {
      assert.match(sdp, /^v=0\r\n/)
      assert.notMatch(sdp, /a=candidate|a=end-of-candidates/)
    })
  )

  it.live("that no call can be made of is refused with what it lacks, and nothing is held for it", () =>
    Effect.gen(function* () {
      const peerConnections = yield* counted
      const sdp = yield* offered
      const [head = "", ...sections] = sdp.split(/(?=^m=)/m)
      const data = sections.filter((section) => section.startsWith("m=application"))
      const wrong = [
        ["hello", /no session description/],
        [[head, ...data].join(""), /no audio/],
        [sdp.replaceAll("opus", "speex"), /no opus/],
        [sdp.replace("m=application", "m=video"), /no data channel/],
        [sdp.replaceAll(/a=fingerprint.*\r\n/g, "").replaceAll(/a=ice-.*\r\n/g, ""), /the offer cannot be used/]
      ] as const
      for (const [offer, lack] of wrong) {
        const { message, reason } = yield* Effect.flip(accept(offer, { vocabulary, bindAddress, peerConnections }))
        assert.strictEqual(reason._tag, "Protocol", offer)
        assert.match(message, lack)
      }
      assert.strictEqual(peerConnections.open(), 0)
    })
  )

  it.live("whose maker never comes is given up after the connection's deadline", () =>
    Effect.gen(function* () {
      const peerConnections = yield* counted
      const offer = yield* offered
      const deadlines = { connection: "50 millis" } as const
      const { connection, sdp } = yield* accept(offer, { vocabulary, bindAddress, peerConnections, deadlines })
      assert.match(sdp, /a=candidate:.* 127\.0\.0\.1 \d+ typ host/)
      const { reason } = yield* Effect.flip(Effect.scoped(connection))
      assert.deepInclude(reason, new Timeout({ phase: "connection", afterMs: 50 }))
      assert.strictEqual(peerConnections.open(), 0)
    })
  )

  it.live("is answered with its own media id and number for Opus, and the direction that fits", () =>
    Effect.gen(function* () {
      const offer = (yield* offered)
        .replaceAll("111", "120")
        .replace("a=mid:0", "a=mid:sound")
        .replace("a=sendrecv", "a=recvonly")
      const { sdp } = yield* accept(offer.replace("BUNDLE 0", "BUNDLE sound"), { vocabulary, bindAddress })
      const audio = sdp.slice(sdp.indexOf("m=audio"), sdp.indexOf("m=application"))
      assert.include(audio, "a=mid:sound")
      assert.include(audio, "a=rtpmap:120 opus/48000/2")
      assert.include(audio, "a=sendonly")
      assert.include(sdp, "a=max-message-size:262144")
    })
  )
})

describe("an opening", () => {
  /** Peer connections of which the first ones fail as the race of a peer connection that offers does. */
  const racing = (failures: number) =>
    Effect.map(nodeDataChannel({ bindAddress }), (library): PeerConnections => {
      let made = 0
      const lost = new TransportError({
        reason: new Protocol({ detail: "Got a remote candidate without ICE transport" })
      })
      return {
        make: (options) => {
          made += 1
          const peer = library.make(options)
          return made > failures ? peer : { ...peer, accept: () => Effect.fail(lost) }
        }
      }
    })

  const opened = (failures: number) =>
    Effect.gen(function* () {
      let offers = 0
      const peerConnections = yield* racing(failures)
      const ends = yield* Effect.result(
        pair({ ...client, options: { peerConnections } }, { vocabulary, callId: "rtc_1" }, (answer) => {
          offers += 1
          return answer
        })
      )
      return { ends, offers }
    })

  it.live("that loses the race of an offering peer connection is tried again, once, with a new offer", () =>
    Effect.gen(function* () {
      const { ends, offers } = yield* opened(1)
      assert.strictEqual(offers, 2)
      assert.strictEqual(ends._tag, "Success")
      const again = yield* opened(2)
      assert.strictEqual(again.offers, 2)
      assert.strictEqual(again.ends._tag, "Failure")
    })
  )

  it.live("that the far end refuses is not tried again", () =>
    Effect.gen(function* () {
      let asked = 0
      const exchange = () => {
        asked += 1
        return Effect.fail(new TransportError({ reason: new Open({ detail: "busy", status: 503 }) }))
      }
      const { reason } = yield* Effect.flip(make({ bindAddress, exchange }).connect(endpoint))
      assert.deepInclude(reason, { _tag: "Open", status: 503 })
      assert.strictEqual(asked, 1)
    })
  )

  it.live("tells both sides the id of the call", () =>
    Effect.gen(function* () {
      const ends = yield* pair(client, { vocabulary, callId: "rtc_1" })
      assert.deepEqual([ends.client.callId, ends.server.callId], [Option.some("rtc_1"), Option.some("rtc_1")])
    })
  )
})

describe("an event", () => {
  const item = (text: string) =>
    ClientEvent.make("conversation.item.create", {
      item: { type: "message", role: "user", content: [{ type: "input_text", text }] }
    })

  it.live("of 262 144 bytes of UTF-8 is carried, one byte more is TooLarge and nothing of it is sent", () =>
    Effect.gen(function* () {
      const ends = yield* pair(client, { vocabulary })
      const room = 262_144 - new TextEncoder().encode(ClientEvent.encode(item(""))).length
      const text = "é".repeat(Math.floor(room / 2)) + "x".repeat(room % 2)
      const { reason } = yield* Effect.flip(ends.client.send(item(`${text}x`)))
      assert.deepInclude(reason, { _tag: "TooLarge", limitBytes: 262_144, bytes: 262_145, direction: "outgoing" })
      yield* ends.client.send(item(text))
      const received = yield* Stream.runHead(ends.server.incoming)
      const event = Option.getOrThrow(received)
      assert.isTrue(
        event._tag === "Known" && ClientEvent.encode(event.event).length === ClientEvent.encode(item(text)).length
      )
    })
  )
})

describe("the statistics", () => {
  it.live("tell what comes, how loud it is, and end with the call", () =>
    Effect.gen(function* () {
      const ends = yield* pair(client, { vocabulary })
      const media = Option.getOrThrow(ends.client.media)
      const tone = Int16Array.from({ length: 2400 }, (_, index) => (index % 48 < 24 ? 16_384 : -16_384))
      yield* Effect.forkChild(Effect.ignore(Effect.forever(media.send(tone))))
      const loud = yield* ends.server.stats.pipe(
        Stream.filter(({ outputLevel }) => outputLevel > 0.1),
        Stream.runHead
      )
      assert.isAbove(Option.getOrThrow(loud).packetsReceived, 0)
      yield* ends.client.close()
      yield* Stream.runDrain(ends.server.stats)
    })
  )
})
