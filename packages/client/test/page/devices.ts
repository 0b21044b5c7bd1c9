/** What the test asks the page to do. Every answer is plain data. */
import { PlaybackLedger } from "@antiphon/audio"
import { initial } from "@antiphon/session"
import { openMicrophone, openSpeaker } from "@antiphon/client/browser"

export type Devices = typeof devices

const contexts: Array<AudioContext> = []
const Real = globalThis.AudioContext
globalThis.AudioContext = class extends Real {
  constructor(options?: AudioContextOptions) {
    super(options)
    contexts.push(this)
  }
}

/** Resolves each time that something comes. */
const makeSession = (sendAudio: () => Promise<void> = () => Promise.resolve()) => {
  let came = Promise.withResolvers<void>()
  const session = {
    state: initial,
    closed: new Promise<never>(() => {}),
    sendAudio: async () => {
      came.resolve()
      came = Promise.withResolvers()
      await sendAudio()
    }
  }
  return { session, next: () => came.promise }
}

const devices = {
  /** Suspends every context of the page, as a phone call leaves them, and waits until both devices run again. */
  suspend: async () => {
    const { next, session } = makeSession()
    await using microphone = await openMicrophone(session)
    await using speaker = await openSpeaker()
    await next()
    const watch = (device: typeof microphone | typeof speaker) => {
      const told: Array<string> = []
      const resumed = Promise.withResolvers<void>()
      const on: typeof speaker.on = device.on
      on("suspended", () => void told.push("suspended"))
      on("resumed", () => {
        told.push("resumed")
        resumed.resolve()
      })
      return { told, resumed: resumed.promise }
    }
    const [first, second] = [watch(microphone), watch(speaker)]
    for (const context of contexts) if (context.state === "running") await context.suspend()
    await Promise.all([first.resumed, second.resumed])
    await next()
    return {
      microphone: { told: first.told, state: microphone.state },
      speaker: { told: second.told, state: speaker.state }
    }
  },

  end: async () => {
    const { session } = makeSession()
    await using microphone = await openMicrophone(session)
    const told: Array<string> = []
    microphone.on("ended", ({ code, message }) => void told.push(`${code}: ${message}`))
    for (const track of microphone.stream.getAudioTracks()) track.dispatchEvent(new Event("ended"))
    const closed = await microphone.closed
    return { told, closed: [`${closed?.code}: ${closed?.message}`] }
  },

  drop: async () => {
    const { session } = makeSession(() => Promise.reject(new Error("no connection")))
    await using microphone = await openMicrophone(session)
    return await new Promise<{ readonly ms: number; readonly error: string }>((resolve) => {
      microphone.on("dropped", ({ error, ms }) => resolve({ ms, error: String(error) }))
    })
  },

  /** Speaks parts of 1 ms each, and accounts for them as a session does. It looks at the position as each part begins. */
  speak: async (parts: number) => {
    await using speaker = await openSpeaker()
    let ledger = PlaybackLedger.make({ rate: speaker.rate })
    const look = (): void => {
      const { latencyMs, until } = speaker.position()
      ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until, latencyMs })
    }
    const begin = (number: number) => {
      const part = { itemId: `item_${number}`, contentIndex: 0 }
      look()
      ledger = PlaybackLedger.step(ledger, { _tag: "Received", part, samples: 24 })
      return part
    }
    for (let number = 0; number < parts; number++) {
      const part = begin(number)
      speaker.queue(new Int16Array(24).fill(1))
      ledger = PlaybackLedger.step(ledger, { _tag: "Queued", part, samples: 24 })
      ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part })
    }
    const isHeard = (): boolean => {
      const { given, latencyMs, until } = speaker.position()
      return until === given && latencyMs === 0
    }
    while (!isHeard()) await new Promise((resolve) => requestAnimationFrame(resolve))
    const { given, until } = speaker.position()
    begin(parts)
    const open = PlaybackLedger.accounts(ledger).filter(({ ended, unheard }) => !ended || unheard > 0)
    return { open: open.length, position: { until, given } }
  }
}

Object.assign(globalThis, { devices })
