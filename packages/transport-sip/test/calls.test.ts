import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen, type Invitation, type SipCall } from "@antiphon/transport-sip/node"
import { dial, ring } from "@antiphon/transport-sip/testing"
import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { connect } from "node:net"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** Listens on a free port and handles calls in the background. */
const listening = <E>(handler: (invitation: Invitation) => Effect.Effect<unknown, E, Scope.Scope>) =>
  Effect.gen(function* () {
    const { address, run } = yield* listen({ port: 0 })
    yield* Effect.forkScoped(run((invitation) => Effect.scoped(handler(invitation))))
    return address.port
  })

/** Answers with a call that is given to the test, and holds it until it ends. */
const answering = Effect.gen(function* () {
  const answered = yield* Deferred.make<SipCall<ClientEvent, ServerEvent>>()
  const port = yield* listening((invitation) =>
    Effect.gen(function* () {
      const call = yield* invitation.answer({ vocabulary })
      yield* Deferred.succeed(answered, call)
      return yield* call.ended
    })
  )
  return { port, call: Deferred.await(answered) }
})

const isLoud = (samples: Int16Array): boolean => samples.some((sample) => Math.abs(sample) > 3000)
const isSilent = (samples: Int16Array): boolean => samples.every((sample) => Math.abs(sample) < 50)

const tone = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 8 }, (_, at) => 12_000 * Math.sin((at * 2 * Math.PI * 440) / 8000))

const mediaOf = (call: SipCall<ClientEvent, ServerEvent>) => Effect.fromOption(call.media).pipe(Effect.orDie)

for (const transport of ["UDP", "TCP"] as const) {
  it.live(`a phone calls over ${transport}, speaks to the session and is answered`, () =>
    Effect.gen(function* () {
      const port = yield* listening((invitation) =>
        Effect.flatMap(invitation.answer({ vocabulary }), (call) => Effect.provide(serve(call), Engine.echo))
      )
      const phone = yield* dial({ port, transport })
      phone.say(tone(600))
      yield* phone.next(isLoud)
      yield* phone.next(isSilent)
      yield* phone.hangUp
    })
  )
}

it.live("the caller's hang-up ends the connection with 1000", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    const held = yield* call
    yield* phone.hangUp
    const { reason } = yield* held.ended
    assert.deepInclude(reason, { _tag: "Closed", code: 1000, by: "remote", reason: "the caller hung up" })
  })
)

it.live("a close of the connection hangs up the phone", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    yield* Effect.forkChild((yield* call).close(1000, "done"))
    const bye = yield* phone.request("BYE")
    assert.strictEqual(bye.method, "BYE")
  })
)

it.live("audio that is cleared is not heard from the next packet on", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    const media = yield* mediaOf(yield* call)
    yield* media.send(tone(900))
    yield* phone.next(isLoud)
    yield* media.clear
    yield* phone.next(isSilent)
    assert.isBelow(phone.heard().filter((sample) => Math.abs(sample) > 3000).length, 8000 * 0.8)
  })
)

it.live("each key is reported once, in order, although its last packet comes three times", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    const keys = yield* Effect.forkChild(Stream.runCollect(Stream.take((yield* call).keys, 4)))
    for (const key of ["4", "2", "2", "#"]) phone.press(key)
    assert.strictEqual([...(yield* Fiber.join(keys))].join(""), "422#")
  })
)

it.live("PCMA is heard as PCMU is", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port, law: "audio/pcma" })
    phone.say(tone(300))
    const media = yield* mediaOf(yield* call)
    const loud = yield* Stream.runHead(Stream.filter(media.incoming, isLoud))
    assert.isTrue(loud._tag === "Some")
  })
)

it.live("a phone that leaves the offer to the server answers it in the ACK", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port, withoutOffer: true })
    const media = yield* mediaOf(yield* call)
    yield* Effect.forkChild(media.send(tone(400)))
    yield* phone.next(isLoud)
  })
)

it.live("a call that was on hold goes on with the audio that waited", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    const media = yield* mediaOf(yield* call)
    assert.strictEqual(yield* phone.reinvite("inactive"), "inactive")
    yield* media.send(tone(200))
    assert.strictEqual(yield* phone.reinvite("sendrecv"), "sendrecv")
    yield* phone.next(isLoud)
  })
)

it.live("a phone that is rejected gets the status", () =>
  Effect.gen(function* () {
    const port = yield* listening((invitation) => invitation.reject(486))
    const refused = yield* Effect.flip(dial({ port }))
    assert.strictEqual(refused.status, 486)
  })
)

it.live("a call that is taken back while it rings is over, and its INVITE gets 487", () =>
  Effect.gen(function* () {
    const over = yield* Deferred.make<void>()
    const port = yield* listening((invitation) => Effect.andThen(invitation.over, Deferred.succeed(over, undefined)))
    const phone = yield* ring({ port })
    yield* phone.rings
    yield* phone.cancel
    assert.strictEqual((yield* Effect.flip(phone.answered)).status, 487)
    yield* Deferred.await(over)
  })
)

it.live("an answer to a call that no longer rings fails with the reason Open", () =>
  Effect.gen(function* () {
    const late = yield* Deferred.make<string>()
    const port = yield* listening((invitation) =>
      Effect.gen(function* () {
        yield* invitation.over
        const error = yield* Effect.flip(invitation.answer({ vocabulary }))
        yield* Deferred.succeed(late, error.reason._tag)
      })
    )
    const phone = yield* ring({ port })
    yield* phone.rings
    yield* phone.cancel
    assert.strictEqual(yield* Deferred.await(late), "Open")
  })
)

it.live("a phone that is referred is asked with Refer-To, and is hung up when it has reached the other", () =>
  Effect.gen(function* () {
    const { call, port } = yield* answering
    const phone = yield* dial({ port })
    yield* (yield* call).refer("sip:desk@127.0.0.1:5999")
    const refer = yield* phone.request("REFER")
    assert.deepInclude(refer.headers, { name: "Refer-To", value: "<sip:desk@127.0.0.1:5999>" })
    assert.strictEqual(yield* phone.notify("SIP/2.0 200 OK"), 200)
    yield* phone.request("BYE")
  })
)

it.live("the listener hangs up its calls when its scope closes", () =>
  Effect.gen(function* () {
    const phones = yield* Effect.scope
    const phone = yield* Effect.scoped(
      Effect.gen(function* () {
        const { call, port } = yield* answering
        const made = yield* Scope.provide(dial({ port }), phones)
        yield* call
        return made
      })
    )
    yield* phone.request("BYE")
  })
)

it.live("a caller that sends no audio ends the call as dead, and is hung up", () =>
  Effect.gen(function* () {
    const ended = yield* Deferred.make<string>()
    const port = yield* listening((invitation) =>
      Effect.gen(function* () {
        const call = yield* invitation.answer({ vocabulary, deadTimeout: "100 millis" })
        yield* Deferred.succeed(ended, (yield* call.ended).reason._tag)
      })
    )
    // Nothing is said before the answer is taken.
    yield* ring({ port })
    assert.strictEqual(yield* Deferred.await(ended), "Dead")
  })
)

it.live("a port that is taken fails with the reason Open", () =>
  Effect.gen(function* () {
    const { address } = yield* listen({ port: 0 })
    const error = yield* Effect.flip(listen({ port: address.port }))
    assert.strictEqual(error.reason._tag, "Open")
  })
)

it.live("what is no SIP is reported, over UDP and TCP, and the next call is answered", () =>
  Effect.gen(function* () {
    const odd = yield* Queue.unbounded<string>()
    const { address, run } = yield* listen({
      port: 0,
      onOdd: ({ detail }, { transport }) => Queue.offerUnsafe(odd, `${transport} ${detail}`)
    })
    yield* Effect.forkScoped(run((invitation) => Effect.scoped(invitation.answer({ vocabulary }))))
    const datagrams = createSocket("udp4")
    datagrams.send("\r\n\r\n", address.port, "127.0.0.1")
    datagrams.send("nonsense", address.port, "127.0.0.1")
    const stream = connect(address.port, "127.0.0.1")
    stream.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    const closed = once(stream, "close")
    const reported = [yield* Queue.take(odd), yield* Queue.take(odd)].sort()
    assert.deepEqual(reported, [
      "TCP a message on a stream has no Content-Length",
      "UDP its first line is neither a request nor a status of SIP/2.0"
    ])
    yield* Effect.promise(() => closed)
    datagrams.close()
    yield* dial({ port: address.port })
  })
)
