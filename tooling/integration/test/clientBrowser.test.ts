import { launchChromium, overhear } from "@antiphon/chromium"
import { ClientEvent, ServerEvent, type TransportError } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { makeSite } from "./clientPageSite.ts"

const speech = fileURLToPath(new URL("../../../apps/terminal/assets/user-turn.wav", import.meta.url))
const answer = "He might even have been made amiable himself."
/** Eight seconds without a silent sample, so that the rendered samples can be counted. */
const voice = Int16Array.from({ length: 8 * 24_000 }, (_, i) => 1000 + (i % 100))

type Truncation = Extract<ClientEvent, { readonly type: "conversation.item.truncate" }>

/**
 * Starts a server that answers every turn for eight seconds. Notes the events without audio and the first truncation.
 */
const served = Effect.gen(function* () {
  const received: Array<string> = []
  const truncated = Promise.withResolvers<Truncation>()
  const left = Promise.withResolvers<TransportError>()
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  yield* Effect.forkScoped(
    listener.run((connection, handshake) => {
      const incoming = Stream.tap(connection.incoming, (decoded) =>
        Effect.sync(() => {
          if (decoded._tag !== "Known" || decoded.event.type === "input_audio_buffer.append") return
          received.push(decoded.event.type)
          if (decoded.event.type === "conversation.item.truncate") truncated.resolve(decoded.event)
        })
      )
      return Effect.andThen(serve({ ...connection, incoming }, handshake), Effect.map(connection.ended, left.resolve))
    })
  )
  return {
    url: `ws://127.0.0.1:${listener.address.port}/v1`,
    received,
    truncated: truncated.promise,
    left: left.promise
  }
})

interface Silencing {
  /** The time of the loudspeaker's clock when the page first sent a truncation, in seconds. */
  truncatedAt?: number
  speaker?: BaseAudioContext
}

declare global {
  var silencing: Silencing
}

/**
 * Notes when the page sends a truncation, by the clock of its loudspeaker. Runs in the page, by `page.addInitScript`.
 */
const noteTruncation = (): void => {
  const silencing: Silencing = {}
  globalThis.silencing = silencing
  const { connect } = AudioNode.prototype
  AudioNode.prototype.connect = function (this: AudioNode, ...to: ReadonlyArray<never>) {
    const [target]: ReadonlyArray<unknown> = to
    if (target instanceof AudioDestinationNode) silencing.speaker = this.context
    return Reflect.apply(connect, this, to)
  }
  const { send } = WebSocket.prototype
  WebSocket.prototype.send = function (this: WebSocket, frame) {
    const at = silencing.speaker?.currentTime
    if (at !== undefined && String(frame).includes(`"conversation.item.truncate"`)) silencing.truncatedAt ??= at
    Reflect.apply(send, this, [frame])
  }
}

it("the client's README shows the example for a page", () => {
  const text = (name: string) => readFileSync(new URL(`../../../packages/client/${name}`, import.meta.url), "utf8")
  assert.include(text("README.md"), `\`\`\`ts\n${text("examples/browser.ts")}\`\`\``)
})

it.live(
  "the example for a page answers a spoken turn, is silent at once when interrupted, and reports to the server how much was played",
  () =>
    Effect.gen(function* () {
      const { received, truncated, url } = yield* served
      const site = yield* Effect.acquireRelease(
        Effect.promise(() => makeSite(url)),
        ({ close }) => Effect.promise(close)
      )
      const browser = yield* Effect.acquireRelease(
        Effect.promise(() => launchChromium({ microphone: speech })),
        (open) => Effect.promise(() => open.close())
      )
      yield* Effect.promise(async () => {
        const page = await browser.newPage()
        await page.addInitScript(overhear)
        await page.addInitScript(noteTruncation)
        await page.goto(site.url)
        await page.click("button")

        await page.waitForFunction((words) => document.body.textContent?.includes(words), answer)
        await page.waitForFunction(() => overheard.sounding > 4800)
        // On a busy machine the microphone's next sentence may have interrupted the answer by now.
        const asked = received.filter((type) => type !== "conversation.item.truncate")
        assert.deepStrictEqual(asked, [], "the microphone alone made the turn, and the server answered it")

        // The microphone repeats its file, so its next sentence interrupts the answer.
        const { audio_end_ms: truncatedMs } = await truncated
        // Half a second later by the loudspeaker's own clock, no sample has been played since the truncation.
        await page.waitForFunction(
          () => (silencing.speaker?.currentTime ?? 0) > (silencing.truncatedAt ?? Infinity) + 0.5
        )
        const { lastFrame, rate, sounding } = await page.evaluate(() => overheard)
        const { truncatedAt = 0 } = await page.evaluate(() => ({ truncatedAt: silencing.truncatedAt ?? 0 }))
        assert.isAtMost(lastFrame, truncatedAt * rate)
        assert.isBelow(sounding, voice.length, "the answer was cut")
        assert.isAbove(truncatedMs, 0)
        assert.isAtMost(truncatedMs, sounding / 24)
      })
    }).pipe(Effect.provide(Engine.scripted({ turns: [{ heard: "Had he married?", say: answer, voice }] }))),
  60_000
)

it.live("the page gets an error when the microphone is refused, and its session is closed", () =>
  Effect.gen(function* () {
    const { left, url } = yield* served
    const site = yield* Effect.acquireRelease(
      Effect.promise(() => makeSite(url)),
      ({ close }) => Effect.promise(close)
    )
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() => launchChromium({ microphone: speech, denyMicrophone: true })),
      (open) => Effect.promise(() => open.close())
    )
    yield* Effect.promise(async () => {
      const page = await browser.newPage()
      await page.goto(site.url)
      const failing = page.waitForEvent("pageerror")
      await page.click("button")
      const { message, name } = await failing
      assert.strictEqual(name, "RealtimeError")
      assert.include(message, "NotAllowedError")
      const { reason } = await left
      assert(reason._tag === "Closed")
      assert.deepStrictEqual([reason.code, reason.by], [1000, "remote"])
    })
  }).pipe(Effect.provide(Engine.scripted({ turns: [{ say: answer }] })))
)
