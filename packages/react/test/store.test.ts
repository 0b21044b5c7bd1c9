/** The store without a page. A script is the model, and an ear is the speaker. */
import { type Fault, fault, makeEar, type Script, speech, startServer } from "@antiphon/testing"
import { createElement } from "react"
import { renderToString } from "react-dom/server"
import { expect, it, vi } from "vitest"
import { makeStore } from "../src/makeStore.ts"
import type { RealtimeOptions } from "../src/index.ts"
import { useLevels, useRealtime } from "../src/index.ts"
import type { Snapshot } from "../src/Realtime.ts"

const timeoutMs = 30_000
const words = "The north star stands above the pole and never sets."
const script = { turns: [{ say: words }, { say: "Good night." }] } as const

/** Opens a store against a server, and waits for what it shows. */
const open = async (
  options: Partial<RealtimeOptions> = {},
  plan: Script = script,
  faults: ReadonlyArray<Fault> = []
) => {
  const server = await startServer(plan, { timeoutMs, faults })
  const ear = makeEar({ timeoutMs })
  const store = makeStore({ model: "gpt-realtime", url: server.url, speaker: ear, microphone: false, ...options })
  const shows = (fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> =>
    new Promise((resolve) => {
      const unsubscribe = store.subscribe(() => {
        if (!fits(store.read())) return
        unsubscribe()
        resolve(store.read())
      })
      if (fits(store.read())) {
        unsubscribe()
        resolve(store.read())
      }
    })
  const keep = store.subscribe(() => {})
  return {
    ear,
    keep,
    server,
    shows,
    store,
    [Symbol.asyncDispose]: async () => {
      keep()
      await store.commands.stop()
      await server.close()
    }
  }
}

it("words that are sent while no conversation is open are an error, and not lost in silence", async () => {
  const { commands, read } = makeStore({ model: "gpt-realtime", microphone: false })
  await commands.sendText("Hello?")
  expect(read().error?.code).toBe("disconnected")
})

it("captions follow the playback, and the rest is unheard", async () => {
  await using talk = await open()
  await talk.store.commands.start()
  expect(talk.store.read().status).toBe("connected")
  await talk.store.commands.sendText("Which star is that?")
  const whole = await talk.shows(
    ({ messages }) => messages.at(-1)?.isComplete === true && messages.at(-1)?.role === "assistant"
  )
  expect(whole.messages.map(({ role, text }) => [role, text])).toEqual([
    ["user", "Which star is that?"],
    ["assistant", words]
  ])
  expect(whole.caption).toMatchObject({ heard: "", unheard: words })

  await talk.ear.listen(talk.ear.queuedMs / 2)
  const half = await talk.shows(({ caption }) => caption !== undefined && caption.heard !== "")
  expect(words.startsWith(half.caption?.heard ?? "-")).toBe(true)
  expect(half.caption?.heard).not.toBe(words)
  expect(`${half.caption?.heard}${half.caption?.unheard}`).toBe(words)
  expect(half.isModelSpeaking).toBe(true)
  expect(half.messages[0]).toBe(whole.messages[0])

  await talk.ear.listen()
  const end = await talk.shows(({ isModelSpeaking }) => !isModelSpeaking)
  expect(end.messages.at(-1)).toMatchObject({ heard: words, unheard: "", isInterrupted: false })
  expect(end.caption).toBeUndefined()
})

it("what an interruption leaves unheard stays in the message", async () => {
  await using talk = await open()
  await talk.store.commands.start()
  await talk.store.commands.sendText("Which star is that?")
  await talk.shows(({ messages }) => messages.at(-1)?.text === words && messages.at(-1)?.isComplete === true)
  await talk.ear.listen(talk.ear.queuedMs / 2)
  await talk.store.commands.interrupt()
  const { messages } = await talk.shows((now) => now.messages.at(-1)?.isInterrupted === true)
  const last = messages.at(-1)
  expect(last?.heard).not.toBe("")
  expect(`${last?.heard}${last?.unheard}`).toBe(words)
})

it("the levels are those of the sound that plays", async () => {
  await using talk = await open({}, { turns: [{ say: words, voice: speech(2000) }] })
  await talk.store.commands.start()
  const { meters } = talk.store
  const frames: Array<() => void> = []
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame))
  vi.stubGlobal("cancelAnimationFrame", () => frames.splice(0))
  const unsubscribe = meters.subscribe(() => {})
  expect(meters.read()).toEqual({ user: 0, model: 0 })
  await talk.store.commands.sendText("Which star is that?")
  const before = meters.read()
  await talk.ear.listen(120)
  expect(meters.read(), "a level changes with a frame alone").toBe(before)
  frames.shift()?.()
  expect(meters.read().model).toBeGreaterThan(0)
  const half = meters.read()
  frames.shift()?.()
  expect(meters.read()).toBe(half)
  unsubscribe()
  vi.unstubAllGlobals()
})

it("a tool of the latest render runs, and shows while it runs", async () => {
  const schema = {
    "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value: Object(value) }) }
  } as const
  const gate = Promise.withResolvers<void>()
  const ran: Array<string> = []
  const tools = (name: string) => ({
    look: {
      description: "Looks at a star.",
      schema,
      jsonSchema: { type: "object" },
      run: async () => {
        ran.push(name)
        await gate.promise
        return "bright"
      }
    }
  })
  const plan = { turns: [{ calls: [{ name: "look", arguments: {} }] }, { say: "It is bright." }] } as const
  await using server = await startServer(plan, { timeoutMs })
  const ear = makeEar({ timeoutMs })
  const options = { model: "gpt-realtime", url: server.url, speaker: ear, microphone: false } as const
  const store = makeStore({ ...options, tools: tools("first") })
  store.subscribe(() => {})
  await store.commands.start()
  store.use({ ...options, tools: tools("latest") })
  await store.commands.sendText("Look at it.")
  await expect.poll(() => store.read().runningTools, { timeout: timeoutMs }).toEqual(["look"])
  gate.resolve()
  await expect.poll(() => store.read().messages.at(-1)?.text, { timeout: timeoutMs }).toBe("It is bright.")
  expect(ran).toEqual(["latest"])
  expect(store.read().runningTools).toEqual([])
  await store.commands.stop()
})

it("a start that fails has the error, and the next one begins without it", async () => {
  await using server = await startServer(script, { faults: [fault.refuse(401, "No such key.")] })
  const store = makeStore({ model: "gpt-realtime", url: server.url, speaker: makeEar(), microphone: false })
  await store.commands.start()
  expect(store.read()).toMatchObject({ status: "failed", error: { code: "unauthorized" } })
  await store.commands.start()
  expect(store.read()).toMatchObject({ status: "connected", error: undefined })
  await store.commands.stop()
  expect(store.read().status).toBe("ended")
})

it("a command never rejects, and its failure is the error", async () => {
  const refusing = fault.chance({ seed: "1", chances: { "rate-limit": 1 } })
  await using talk = await open({}, script, [refusing])
  await talk.store.commands.start()
  await talk.store.commands.sendText("Which star is that?")
  expect(talk.store.read().error?.code).toBe("refused")
  talk.store.commands.clearError()
  expect(talk.store.read().error).toBeUndefined()
})

it("an option of another name or kind is the error of the start, and a hook says what it takes", async () => {
  for (const [option, message] of [
    [{ pushTotalk: true }, "useRealtime has no option pushTotalk: did you mean pushToTalk?"],
    [{ microphone: "default" }, "microphone of useRealtime is a string: pass options of openMicrophone, or false"],
    [{ session: { voise: "marin" } }, "connect has no session.voise: did you mean session.voice?"]
  ] as const) {
    const given: RealtimeOptions = { model: "gpt-realtime", speaker: makeEar() }
    Object.assign(given, option)
    const store = makeStore(given)
    await store.commands.start()
    expect(store.read().status).toBe("failed")
    expect(store.read().error).toMatchObject({ code: "invalid", message })
  }
  const untyped = (hook: (...args: ReadonlyArray<never>) => unknown) => () => Reflect.apply(hook, undefined, [])
  expect(untyped(useRealtime)).toThrow('useRealtime takes options, e.g. { model: "gpt-realtime", key }, not undefined')
  expect(untyped(useLevels)).toThrow("useLevels takes what useRealtime returns, not undefined")
})

it("a handler of clicks passes its event to mute, which turns the mute over", async () => {
  const store = makeStore({ model: "gpt-realtime", speaker: makeEar() })
  const click: () => Promise<void> = () => Reflect.apply(store.commands.mute, undefined, [{ type: "click" }])
  await click()
  expect(store.read().isMuted).toBe(true)
  await click()
  expect(store.read().isMuted).toBe(false)
})

it("a stop while it connects opens nothing", async () => {
  await using talk = await open()
  const starting = talk.store.commands.start()
  await talk.store.commands.stop()
  await starting
  expect(talk.store.read()).toMatchObject({ status: "ended", session: undefined })
})

it("two starts open one session", async () => {
  await using talk = await open()
  await Promise.all([talk.store.commands.start(), talk.store.commands.start()])
  expect(talk.store.read().status).toBe("connected")
  expect(talk.server.connections).toBe(1)
})

it("a component that subscribes again at once keeps its session, and one that stays away loses it", async () => {
  await using talk = await open()
  await talk.store.commands.start()
  const { session } = talk.store.read()
  talk.keep()
  const again = talk.store.subscribe(() => {})
  await new Promise((resolve) => setTimeout(resolve))
  expect(talk.store.read().session).toBe(session)
  again()
  expect((await session?.closed)?.detail.close?.by).toBe("local")
})

it("push to talk sends the session without turn detection, and a press too short asks for nothing", async () => {
  await using talk = await open({ pushToTalk: true })
  await talk.store.commands.start()
  await talk.server.receives("session.update", { session: { audio: { input: { turn_detection: null } } } })
  await talk.store.commands.press()
  expect(talk.store.read().isTalking).toBe(true)
  await talk.store.commands.release()
  expect(talk.store.read()).toMatchObject({ isTalking: false, error: undefined })
  await talk.store.commands.press()
  await talk.store.read().session?.sendAudio(new Int16Array(4800))
  await talk.store.commands.release()
  await talk.shows(({ messages }) => messages.at(-1)?.text === words)
  expect(talk.server.received("response.create")).toHaveLength(1)
})

it("a server renders it idle", () => {
  const Talk = () => {
    const realtime = useRealtime({ model: "gpt-realtime" })
    const { model } = useLevels(realtime)
    return createElement("p", realtime.talkButton["aria-pressed"] ? {} : { id: realtime.status }, model)
  }
  expect(renderToString(createElement(Talk))).toBe('<p id="idle">0</p>')
})

it("a lost connection makes the status reconnecting, and the conversation goes on", async () => {
  await using talk = await open()
  await talk.store.commands.start()
  const seen: Array<string> = []
  talk.store.subscribe(() => void seen.push(talk.store.read().status))
  talk.server.inject(fault.cut())
  await talk.shows(({ status }) => status === "reconnecting")
  await talk.shows(({ status }) => status === "connected")
  await talk.store.commands.sendText("Are you there?")
  await talk.shows(({ messages }) => messages.some(({ role, text }) => role === "assistant" && text === words))
  expect(new Set(seen)).toEqual(new Set(["reconnecting", "connected"]))
  expect(talk.server.connections).toBe(2)
})

it("the caption is the answer that plays, and not one that waits behind it", async () => {
  await using talk = await open()
  await talk.store.commands.start()
  await talk.store.commands.sendText("Which star is that?")
  await talk.shows(({ messages }) => messages.at(-1)?.text === words && messages.at(-1)?.isComplete === true)
  const early: Array<string> = []
  const unsubscribe = talk.store.subscribe(() => {
    const last = talk.store.read().messages.at(-1)
    if (last?.role === "assistant" && last.heard !== "") early.push(last.heard)
  })
  await talk.store.commands.sendText("Thank you.")
  const { caption, messages } = await talk.shows(
    (now) => now.messages.at(-1)?.text === "Good night." && now.messages.at(-1)?.isComplete === true
  )
  unsubscribe()
  expect(early).toEqual([])
  expect(caption).toMatchObject({ text: words, heard: "" })
  expect(messages.at(-1)).toMatchObject({ heard: "", unheard: "Good night." })
})
