import {
  Base64,
  type DeviceChange,
  type DeviceError,
  interruptionPlan,
  Microphone,
  type MicrophoneChange,
  OutputAssembly,
  Pcm16,
  PlaybackLedger,
  type PlayerPosition,
  WebPlayer
} from "@antiphon/audio"

/** What the test asks the page to do. Every answer is plain data. Bundled and served as a user's page would be. */
export type Program = typeof program

/** Keeps the last value and lets one wait for a value that fits. */
const makeGauge = <A>() => {
  const waiting = new Set<(value: A) => void>()
  return {
    put: (value: A) => {
      for (const wake of waiting) wake(value)
    },
    when: (fits: (value: A) => boolean) =>
      new Promise<A>((resolve) => {
        const wake = (value: A) => {
          if (!fits(value)) return
          waiting.delete(wake)
          resolve(value)
        }
        waiting.add(wake)
      })
  }
}

/** A player whose every rendered sample is recorded, in a context of `contextRate`. */
const makeRig = async (workletUrl: string | undefined, contextRate = 24_000) => {
  const context = new AudioContext({ sampleRate: contextRate })
  await context.audioWorklet.addModule("/recorder.js")
  const recorder = new AudioWorkletNode(context, "recorder", { outputChannelCount: [1] })
  recorder.connect(context.destination)
  const sounding: Array<{ readonly frame: number; readonly value: number }> = []
  const frames = makeGauge<number>()
  const marks = makeGauge<number>()
  recorder.port.addEventListener("message", ({ data }) => {
    if ("mark" in data) return marks.put(data.mark)
    for (const [i, value] of data.samples.entries()) if (value !== 0) sounding.push({ frame: data.frame + i, value })
    frames.put(data.frame)
  })
  recorder.port.start()
  const positions = makeGauge<PlayerPosition>()
  const made = await WebPlayer.make({
    rate: 24_000,
    context,
    destination: recorder,
    onPosition: positions.put,
    ...(workletUrl === undefined ? {} : { workletUrl })
  })
  if (made._tag === "Failure") throw made.failure
  await made.success.resume()
  /** Waits until what was rendered up to now has been recorded. */
  const recorded = () => {
    const now = context.currentTime * contextRate
    return frames.when((frame) => frame > now)
  }
  /** The frame that the audio thread had rendered when it took this message, which comes behind those sent before. */
  const mark = () => {
    const marked = marks.when(() => true)
    recorder.port.postMessage("mark", [])
    return marked
  }
  return { context, player: made.success, sounding, recorded, frames, positions, mark }
}

/** A microphone, the contexts that it made, and what it tells. */
const openMicrophone = async () => {
  const contexts: Array<AudioContext> = []
  const Real = globalThis.AudioContext
  globalThis.AudioContext = class extends Real {
    constructor(options?: AudioContextOptions) {
      super(options)
      contexts.push(this)
    }
  }
  const blocks = makeGauge<Int16Array>()
  const told = makeGauge<MicrophoneChange>()
  const changes: Array<string> = []
  const errors: Array<DeviceError> = []
  const opened = await Microphone.open({
    onSamples: blocks.put,
    onChange: (change) => {
      changes.push(change._tag)
      if (change._tag === "Ended") errors.push(change.error)
      told.put(change)
    }
  })
  globalThis.AudioContext = Real
  if (opened._tag === "Failure") throw opened.failure
  const changed = (tag: MicrophoneChange["_tag"]) => told.when(({ _tag }) => _tag === tag)
  return { contexts, microphone: opened.success, changes, errors, blocks, changed, resumed: () => changed("Resumed") }
}

let blocked: Awaited<ReturnType<typeof openMicrophone>> | undefined
let unblocking: Promise<unknown> | undefined

const ramp = (length: number, from = 0) => Int16Array.from({ length }, (_, i) => ((from + i) % 30_000) + 1)

const program = {
  /** Plays `lengths` one after the other, each once the one before was heard, and says what was rendered. */
  play: async (workletUrl: string | undefined, lengths: ReadonlyArray<number>, contextRate?: number) => {
    const { context, player, sounding, recorded, positions } = await makeRig(workletUrl, contextRate)
    let queued = 0
    let last: PlayerPosition = { until: 0, latencyMs: 0 }
    for (const length of lengths) {
      const heard = positions.when(({ until, latencyMs }) => until === queued && latencyMs === 0)
      const samples = ramp(length, queued)
      queued += length
      for (let at = 0; at < length; at += 2_400) player.queue(samples.subarray(at, at + 2_400))
      last = await heard
    }
    await recorded()
    await player.close()
    await context.close()
    const expected = ramp(queued)
    const isExact = sounding.every(({ value }, i) => Math.round(value * 32_768) === expected[i])
    return { position: last.until, rendered: sounding.length, isExact }
  },

  /** Plays five seconds, clears in the middle, and plays a little after it. */
  interrupt: async (workletUrl: string | undefined, contextRate = 24_000) => {
    const { context, player, sounding, recorded, frames, positions, mark } = await makeRig(workletUrl, contextRate)
    const middle = positions.when(({ until }) => until >= 12_000)
    for (let second = 0; second < 5; second++) player.queue(ramp(24_000, second * 24_000))
    await middle
    const clearing = player.clear()
    const marked = mark()
    const [cleared, clearedAt] = await Promise.all([clearing, marked])
    await frames.when((frame) => frame > clearedAt + contextRate / 2)
    const rendered = sounding.length
    const lastFrame = sounding.at(-1)?.frame ?? 0
    const heard = positions.when(({ until }) => until === cleared.resumesAt + 480)
    player.queue(ramp(480))
    await heard
    await recorded()
    await context.close()
    return {
      cleared,
      rendered,
      framesAfter: Math.max(0, lastFrame - clearedAt),
      after: sounding.length - rendered
    }
  },

  /** From server events to the plan. Two items come at once, the user interrupts while the second plays. */
  converse: async () => {
    const { context, player, sounding, recorded, positions } = await makeRig(undefined)
    const assembly = OutputAssembly.make()
    let ledger = PlaybackLedger.make({ rate: 24_000 })
    let count = 0
    const say = (item_id: string, samples: Int16Array) => {
      const part = { response_id: "resp_1", item_id, output_index: 0, content_index: 0 }
      const delta = Base64.encode(Pcm16.toBytes(samples))
      const done = { type: "response.output_audio.done", event_id: `event_${count++}`, ...part } as const
      const event = { type: "response.output_audio.delta", event_id: `event_${count++}`, ...part, delta } as const
      for (const output of [...assembly.push(event), ...assembly.push(done)]) {
        if (output._tag === "Ended") ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part: output.part })
        if (output._tag !== "Audio") continue
        for (const _tag of ["Received", "Queued"] as const) {
          ledger = PlaybackLedger.step(ledger, { _tag, part: output.part, samples: output.samples.length })
        }
        player.queue(output.samples)
      }
    }
    const playing = positions.when(({ until }) => until >= 19_200)
    say("item_1", ramp(14_400))
    say("item_2", ramp(48_000, 14_400))
    say("item_3", ramp(24_000))
    await playing
    const { until, latencyMs, resumesAt } = await player.clear()
    ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until, latencyMs })
    ledger = PlaybackLedger.step(ledger, { _tag: "Cleared", until: resumesAt })
    const plan = interruptionPlan(ledger)
    await recorded()
    await context.close()
    return { plan, rendered: sounding.length, latencyMs }
  },

  /** Plays through a context of its own. */
  playAlone: async () => {
    const positions = makeGauge<PlayerPosition>()
    const heard = positions.when(({ until, latencyMs }) => until === 2_400 && latencyMs === 0)
    const made = await WebPlayer.make({ rate: 24_000, onPosition: positions.put })
    if (made._tag === "Failure") throw made.failure
    const player = made.success
    await player.resume()
    player.queue(ramp(2_400))
    const told = await heard
    const position = player.position()
    await player.close()
    return { told, position, rate: player.context.sampleRate, state: player.context.state }
  },

  /** Two clears without a wait between, and audio queued between and after them. */
  clearTwice: async (workletUrl: string | undefined) => {
    const { context, player, positions } = await makeRig(workletUrl)
    const started = positions.when(({ until }) => until > 0)
    player.queue(ramp(24_000))
    await started
    const both = [player.clear(), player.clear()]
    player.queue(ramp(480))
    const [first, second] = await Promise.all(both)
    const heard = positions.when(({ until }) => until === 24_480)
    await heard
    await context.close()
    return { first, second }
  },

  /** Clears while the context is suspended, and once more when the player is closed. */
  clearAtRest: async (workletUrl: string | undefined) => {
    const { context, player, positions } = await makeRig(workletUrl)
    const started = positions.when(({ until }) => until > 0)
    player.queue(ramp(24_000))
    await started
    await context.suspend()
    const suspended = await player.clear()
    await player.close()
    const closed = await player.clear()
    await context.close()
    return { suspended, closed }
  },

  /** Listens to the microphone, or to a given stream, for `blocks` blocks. */
  listen: async (blocks: number, stream?: MediaStream) => {
    const heard: Array<Int16Array> = []
    const count = makeGauge<number>()
    const enough = count.when((n) => n >= blocks)
    const opened = await Microphone.open({
      onSamples: (samples) => {
        heard.push(samples)
        count.put(heard.length)
      },
      constraints: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      ...(stream === undefined ? {} : { stream })
    })
    if (opened._tag === "Failure") return { failure: opened.failure.reason }
    await enough
    await opened.success.close()
    const tail = heard.slice(-25).flatMap((block) => Array.from(block))
    const rises = tail.flatMap((sample, i) => {
      const before = tail[i - 1] ?? 0
      return sample >= 0 && before < 0 ? [i - sample / (sample - before)] : []
    })
    const periods = rises.slice(1).map((rise, i) => rise - (rises[i] ?? 0))
    const median = periods.toSorted((a, b) => a - b)[periods.length >> 1] ?? 0
    return {
      lengths: [...new Set(heard.map((block) => block.length))],
      hz: 24_000 / median,
      level: Pcm16.level(Int16Array.from(tail))
    }
  },

  /** Captures a stereo stream made at 44.1 kHz with 440 Hz left and silence right. */
  listenToStereo: async () => {
    const context = new AudioContext({ sampleRate: 44_100 })
    const tone = new OscillatorNode(context, { frequency: 440 })
    const merger = new ChannelMergerNode(context, { numberOfInputs: 2 })
    const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 2 })
    tone.connect(merger, 0, 0).connect(destination)
    tone.start()
    await context.resume()
    const heard = await program.listen(75, destination.stream)
    const isLive = destination.stream.getAudioTracks().every((track) => track.readyState === "live")
    await context.close()
    return { ...heard, isLive }
  },

  /** Suspends the microphone's context as a phone call leaves it, once it gave sound, and captures it again. */
  suspendMicrophone: async () => {
    const { contexts, microphone, changes, resumed, blocks } = await openMicrophone()
    await blocks.when(() => true)
    const back = resumed()
    for (const context of contexts) await context.suspend()
    await back
    await blocks.when(() => true)
    const state = microphone.state()
    await microphone.close()
    return { changes, state }
  },

  /** The same for a player with a context of its own, in the middle of a second. */
  suspendPlayer: async () => {
    const changes: Array<string> = []
    const positions = makeGauge<PlayerPosition>()
    const made = await WebPlayer.make({
      rate: 24_000,
      onPosition: positions.put,
      onChange: ({ _tag }) => changes.push(_tag)
    })
    if (made._tag === "Failure") throw made.failure
    const player = made.success
    const started = positions.when(({ until }) => until > 0)
    const played = positions.when(({ until }) => until === 24_000)
    player.queue(ramp(24_000))
    await started
    await player.context.suspend()
    const { until } = await played
    const state = player.state()
    await player.close()
    return { changes, until, state }
  },

  /** Suspends a context that the player was given, then resumes the player. */
  suspendForeign: async () => {
    const context = new AudioContext({ sampleRate: 24_000 })
    await context.resume()
    const told = makeGauge<DeviceChange>()
    const changes: Array<string> = []
    told.when(({ _tag }) => changes.push(_tag) === 0)
    const made = await WebPlayer.make({ rate: 24_000, context, onChange: told.put })
    if (made._tag === "Failure") throw made.failure
    const player = made.success
    const suspended = told.when(({ _tag }) => _tag === "Suspended")
    await context.suspend()
    await suspended
    const at = player.state()
    const resumed = told.when(({ _tag }) => _tag === "Resumed")
    await player.resume()
    await resumed
    const states = [at, player.state()]
    await player.close()
    await context.close()
    return { changes, states }
  },

  /** Suspends the microphone's context, and refuses to resume it until the page is touched. */
  blockMicrophone: async () => {
    blocked = await openMicrophone()
    const { contexts, changed } = blocked
    const suspended = changed("Suspended")
    for (const context of contexts) {
      let isTouched = false
      window.addEventListener("pointerdown", () => (isTouched = true), { once: true, capture: true })
      const { resume } = context
      context.resume = () => (isTouched ? resume.call(context) : Promise.reject(new DOMException("touch the page")))
      await context.suspend()
    }
    await suspended
    unblocking = blocked.resumed()
  },

  /** What became of it once the page was touched. */
  unblocked: async () => {
    if (blocked === undefined) throw new Error("blockMicrophone comes first")
    const { changes, microphone } = blocked
    await unblocking
    const state = microphone.state()
    await microphone.close()
    return { changes, state }
  },

  /** Mutes the track as a system does. */
  muteBySystem: async () => {
    const { changes, microphone } = await openMicrophone()
    const [track] = microphone.stream.getAudioTracks()
    const states = [true, false].map((muted) => {
      if (track === undefined) throw new Error("no track")
      Object.defineProperty(track, "muted", { value: muted, configurable: true })
      track.dispatchEvent(new Event(muted ? "mute" : "unmute"))
      return microphone.state()
    })
    await microphone.close()
    return { changes, states }
  },

  /** Ends the track as a system does, for this reason. */
  endMicrophone: async (reason: DeviceError["reason"]) => {
    const { microphone, errors } = await openMicrophone()
    const { enumerateDevices } = navigator.mediaDevices
    const { query } = navigator.permissions
    const other = (await enumerateDevices.call(navigator.mediaDevices)).filter(({ kind }) => kind === "videoinput")
    if (reason === "NotFound")
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve([...other, Object.create(null)])
    if (reason === "Denied")
      navigator.permissions.query = () =>
        Promise.resolve(
          Object.assign(new EventTarget(), { state: "denied" as const, name: "microphone", onchange: null })
        )
    for (const track of microphone.stream.getAudioTracks()) track.dispatchEvent(new Event("ended"))
    await microphone.ended
    navigator.mediaDevices.enumerateDevices = enumerateDevices
    navigator.permissions.query = query
    await microphone.close()
    return { reasons: errors.map((error) => error.reason), ended: true }
  },

  /** The reason why a player with this worklet cannot be made. */
  failure: async (workletUrl: string) => {
    const made = await WebPlayer.make({ rate: 24_000, workletUrl })
    return made._tag === "Failure" ? { reason: made.failure.reason, message: made.failure.message } : undefined
  }
}

Object.assign(globalThis, { program })
