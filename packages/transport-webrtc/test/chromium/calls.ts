/** What the tests ask a page to do with calls. Every answer is plain data. Bundled and run in Chromium. */
import { Endpoint, Transport, type TransportError } from "@antiphon/core"
import { frames, type Peer } from "@antiphon/transport-compliance"
import { type Call, layer, make, type SdpExchange, type Stats, type WebRtcOptions } from "@antiphon/transport-webrtc"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { counted, held, openContexts } from "./held.ts"
import { plainPeer } from "./plainPeer.ts"
import { hears, tone, toneTrack } from "./sound.ts"

export type Program = typeof program

type Frames = Call<string, string>

const endpoint: Endpoint.Endpoint<string, string> = {
  ...Endpoint.conversation({ base: "http://127.0.0.1:1/v1", model: "m" }),
  incoming: frames,
  outgoing: frames
}

const connect = (options: WebRtcOptions) =>
  make({ peerConnection: counted, closeTimeout: "1 second", ...options }).connect(endpoint)

/** A call to a plain peer of this page, and the sound that arrives at the peer. */
const toPlain = (options: WebRtcOptions = {}) =>
  Effect.gen(function* () {
    const { exchange, peer } = yield* plainPeer
    const call: Frames = yield* connect({ exchange, ...options })
    return { call, peer: yield* peer }
  })

const mediaOf = (end: Pick<Peer, "media">) => Option.getOrThrow(end.media)

const described = ({ message, reason }: TransportError) => ({
  tag: reason._tag,
  message,
  ...(reason._tag === "Timeout" ? { phase: reason.phase } : {})
})

/** What an opening fails with. */
const failureOf = (options: WebRtcOptions, from = endpoint) =>
  Effect.scoped(Effect.flip(make({ microphone: "none", ...options }).connect(from))).pipe(Effect.map(described))

const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>): Promise<A> => Effect.runPromise(Effect.scoped(effect))

const never: SdpExchange = () => Effect.never

/** Replaces `getUserMedia` while `effect` runs. */
const asking = <A, E, R>(ask: () => Promise<MediaStream>, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const before = navigator.mediaDevices.getUserMedia
      navigator.mediaDevices.getUserMedia = ask
      return before
    }),
    () => effect,
    (before) =>
      Effect.sync(() => {
        navigator.mediaDevices.getUserMedia = before
      })
  )

/** A peer that answers, and whose answer is changed on its way. */
const answeringWith = (change: (sdp: string) => string): Effect.Effect<SdpExchange, never, Scope.Scope> =>
  Effect.map(
    plainPeer,
    ({ exchange }) =>
      (offer) =>
        Effect.map(exchange(offer), ({ sdp }) => ({ sdp: change(sdp) }))
  )

const brief = "200 millis"

let standing: { readonly call: Frames; readonly scope: Scope.Closeable } | undefined

const program = {
  /** The default microphone: heard by the peer, and stopped at the end. */
  askedMicrophone: () =>
    run(
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const { call, peer } = yield* Scope.provide(toPlain(), scope)
        const track = Option.getOrThrow(call.localTrack)
        const contexts = openContexts()
        yield* hears(mediaOf(peer), 440)
        const during = track.readyState
        // At the end, not once the peer has answered the close.
        yield* Effect.forkIn(call.close(), scope)
        yield* call.ended
        yield* Effect.yieldNow
        const after = track.readyState
        yield* Scope.close(scope, Exit.void)
        return { during, after, contexts, callId: Option.getOrNull(call.callId) }
      })
    ),

  /** A track of the page's: mute, unmute, another microphone; the state of each track at the end. */
  ownTracks: () =>
    run(
      Effect.gen(function* () {
        const [low, high] = [toneTrack(440), toneTrack(880)]
        const { call, peer } = yield* toPlain({ microphone: low.track })
        const heard = mediaOf(peer)
        yield* hears(heard, 440)
        yield* call.mute
        yield* hears(heard, 0)
        yield* call.replaceMicrophone(high.track)
        const isFirstFreed = low.track.enabled
        yield* hears(heard, 0)
        yield* call.unmute
        yield* hears(heard, 880)
        const isReplaced = Option.getOrNull(call.localTrack) === high.track
        yield* call.mute
        yield* call.close()
        const left = [low, high].map(({ track }) => [track.readyState, track.enabled])
        yield* Effect.promise(() => Promise.all([low.close(), high.close()]))
        return { isFirstFreed, isReplaced, left }
      })
    ),

  /** Samples are heard beside a muted microphone, and the microphone beside samples; so is one that replaces it. */
  mixed: () =>
    run(
      Effect.gen(function* () {
        const [low, high] = [toneTrack(440), toneTrack(880)]
        const { call, peer } = yield* toPlain({ microphone: low.track })
        const heard = mediaOf(peer)
        yield* call.mute
        yield* hears(heard, 0)
        yield* mediaOf(call).send(tone(1760, 0.8))
        yield* hears(heard, 1760)
        yield* mediaOf(call).clear
        yield* call.unmute
        yield* hears(heard, 440)
        yield* call.replaceMicrophone(high.track)
        yield* hears(heard, 880)
        yield* Effect.promise(() => Promise.all([low.close(), high.close()]))
        return true
      })
    ),

  /** What `onCall` passes to a page that opens a call through the layer, and the error of a call that is redirected. */
  layered: (redirecting: string) =>
    run(
      Effect.gen(function* () {
        const { exchange, peer } = yield* plainPeer
        const told: Array<MediaStream> = []
        const webRtc = layer({ exchange, microphone: "none", onCall: ({ remote }) => void told.push(remote) })
        const opening = Effect.flatMap(Transport, ({ connect: dial }) => dial(endpoint)).pipe(Effect.provide(webRtc))
        const { capabilities } = yield* opening
        yield* peer
        const redirected = yield* failureOf({}, { ...endpoint, base: redirecting })
        return { capabilities, tracks: told.map((remote) => remote.getAudioTracks().length), redirected }
      })
    ),

  /** The first statistics that tell of sound both ways. */
  stats: () =>
    run(
      Effect.gen(function* () {
        const low = toneTrack(440)
        const { call, peer } = yield* toPlain({ microphone: low.track })
        // Chromium reports no level of a track that is not played.
        const player = new Audio()
        player.srcObject = call.remote
        yield* Effect.promise(() => player.play())
        yield* Effect.forkScoped(Effect.ignore(Effect.forever(mediaOf(peer).send(tone(880, 0.5)))))
        const isFull = ({ inputLevel, outputLevel, roundTripMs }: Stats) =>
          roundTripMs !== undefined && inputLevel > 0 && outputLevel > 0
        const found = yield* call.stats.pipe(Stream.filter(isFull), Stream.runHead)
        const rest = yield* Effect.forkScoped(Stream.runDrain(call.stats))
        yield* call.close()
        yield* Fiber.join(rest)
        yield* Effect.promise(() => low.close())
        return Option.getOrThrow(found)
      })
    ),

  /** What each phase fails with when what it waits for does not come. */
  phases: () =>
    run(
      Effect.all(
        {
          key: failureOf({ deadlines: { key: brief } }, { ...endpoint, credential: Option.some(Effect.never) }),
          offer: failureOf({
            exchange: never,
            deadlines: { offer: brief },
            peerConnection: () => Object.assign(counted(), { setLocalDescription: () => new Promise(() => {}) })
          }),
          exchange: failureOf({ exchange: never, peerConnection: counted, deadlines: { exchange: brief } }),
          connection: Effect.flatMap(
            answeringWith((sdp) => sdp.replace(/^a=candidate.*\r\n/gm, "")),
            (exchange) => failureOf({ exchange, peerConnection: counted, deadlines: { connection: brief } })
          ),
          channel: Effect.flatMap(
            answeringWith((sdp) => sdp),
            (exchange) =>
              failureOf({
                exchange,
                deadlines: { channel: brief },
                // The channel of another connection, which never opens.
                peerConnection: () =>
                  Object.assign(counted(), {
                    createDataChannel: (name: string) => new RTCPeerConnection().createDataChannel(name)
                  })
              })
          ),
          unusable: failureOf({ exchange: () => Effect.succeed({ sdp: "v=0\r\nnonsense" }), peerConnection: counted })
        },
        { concurrency: "unbounded" }
      ).pipe(Effect.flatMap((failures) => Effect.map(held, (left) => ({ failures, left }))))
    ),

  /** A microphone that is refused, that is never allowed, and that is allowed after the page gave up. */
  microphones: () =>
    run(
      Effect.gen(function* () {
        const late = toneTrack(440)
        let allow = (): void => {}
        const allowed = new Promise<MediaStream>((resolve) => {
          allow = () => resolve(new MediaStream([late.track]))
        })
        const open = failureOf({ exchange: never, microphone: {}, deadlines: { microphone: brief } })
        const refused = yield* asking(() => Promise.reject(new DOMException("no", "NotAllowedError")), open)
        const unanswered = yield* asking(() => allowed, open)
        allow()
        yield* Effect.promise(() => allowed.then(() => {}))
        const left = late.track.readyState
        yield* Effect.promise(() => late.close())
        return { refused, unanswered, left }
      })
    ),

  /** Opens a call to this base and leaves it standing. */
  stand: async (base: string): Promise<string | null> => {
    const scope = Effect.runSync(Scope.make())
    const call = await Effect.runPromise(
      make({ microphone: "none", closeTimeout: "1 second" })
        .connect({ ...endpoint, base, credential: Option.some(Redacted.make("ek_test")) })
        .pipe(Scope.provide(scope))
    )
    standing = { call, scope }
    return Option.getOrNull(call.callId)
  },

  /** Sends these events, and closes the standing call then. */
  sendAndClose: async (events: ReadonlyArray<string>, code: number, reason: string): Promise<void> => {
    if (standing === undefined) return
    const { call } = standing
    const sent = Effect.forEach(events, call.send, { discard: true })
    await Effect.runPromise(Effect.andThen(sent, call.close(code, reason)))
  },

  /** Closes the standing call. */
  close: async (code: number, reason: string): Promise<void> => {
    if (standing !== undefined) await Effect.runPromise(standing.call.close(code, reason))
  },

  /** Why the standing call ended. */
  ended: async () => {
    if (standing === undefined) throw new Error("no call stands")
    return described(await Effect.runPromise(standing.call.ended))
  }
}

Object.assign(globalThis, { program })
