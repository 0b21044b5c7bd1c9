import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, expect, it, vi } from "vitest"
import { fault, openFixture, type Script, startServer, TestingError } from "../src/index.ts"
import { openWaiter } from "./waiter.ts"

const timeoutMs = 30_000
const script: Script = {
  turns: [
    { calls: [{ name: "order", arguments: { dish: "soup" } }] },
    { say: "Your soup comes in five minutes." },
    { say: "Good night." }
  ]
}
const root = await mkdtemp(join(tmpdir(), "antiphon-fixture-"))
afterAll(() => rm(root, { recursive: true }))
beforeEach(() => {
  vi.stubEnv("CI", "")
  vi.stubEnv("ANTIPHON_RECORD", "")
  return () => vi.unstubAllEnvs()
})

/** Orders a soup and returns what the waiter says. */
const order = async (url: string, after?: (url: string) => Promise<void>): Promise<string> => {
  await using waiter = await openWaiter({ url })
  const answered = new Promise<string>((resolve) =>
    waiter.on("response.output_audio_transcript.done", ({ transcript }) => resolve(transcript))
  )
  await waiter.sendText("A soup, please.")
  const words = await answered
  await after?.(url)
  return words
}

it("a service is recorded once and replayed from then on, without it", async () => {
  const path = join(root, "evening.jsonl")
  {
    await using live = await startServer(script)
    await using service = await openFixture(path, { live: live.url, timeoutMs })
    expect(service.isRecording).toBe(true)
    expect(await order(service.url)).toBe("Your soup comes in five minutes.")
    await service.finished()
  }
  const text = await readFile(path, "utf8")
  expect(text.split("\n")[0]).toContain("antiphon-recording")

  for (let run = 0; run < 2; run++) {
    await using service = await openFixture(path, { live: "ws://127.0.0.1:9/v1", timeoutMs })
    expect(service.isRecording).toBe(false)
    expect(await order(service.url)).toBe("Your soup comes in five minutes.")
    await service.finished()
  }
})

it("an error says where an app departs from its recording, and what it did", async () => {
  const path = join(root, "departs.jsonl")
  {
    await using live = await startServer(script)
    await using service = await openFixture(path, { live: live.url, timeoutMs })
    await order(service.url)
  }
  await using service = await openFixture(path, { timeoutMs: 300 })
  await using waiter = await openWaiter({ url: service.url })
  await waiter.clearInput().catch(() => {})
  await expect(service.finished()).rejects.toThrow(
    /departs from .*departs\.jsonl: the recording continues with conversation\.item\.create.*The app sent session\.update, input_audio_buffer\.clear\./
  )
  const ended = await waiter.closed
  expect(ended.message).toContain("conversation.item.create")
})

it("each connection of an app has a recording of its own, and one more is refused", async () => {
  const path = join(root, "twice.jsonl")
  {
    await using live = await startServer(script)
    await using service = await openFixture(path, { live: live.url, timeoutMs })
    await order(service.url, async (url) => void (await order(url)))
  }
  await using service = await openFixture(path, { timeoutMs })
  await order(service.url, async (url) => void (await order(url)))
  await expect(order(service.url)).rejects.toThrow("has no recording of this connection")
})

it("a frame that is no event and a lost connection are replayed as they came", async () => {
  const path = join(root, "bad.jsonl")
  const evening = async (url: string) => {
    await using waiter = await openWaiter({ url })
    const noticed = new Promise((resolve) => waiter.on("notice", resolve))
    const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
    await waiter.sendText("A soup, please.")
    expect(await noticed).toMatchObject({ _tag: "Malformed" })
    await resumed
  }
  {
    await using live = await startServer(script, {
      faults: [[fault.malformed({ at: "response.function_call_arguments.done" }), fault.cut({ at: "response.done" })]]
    })
    await using service = await openFixture(path, { live: live.url, timeoutMs })
    await evening(service.url)
  }
  await using service = await openFixture(path, { timeoutMs })
  await evening(service.url)
})

it("a missing recording is an error in continuous integration", async () => {
  vi.stubEnv("CI", "true")
  await expect(openFixture(join(root, "none.jsonl"))).rejects.toThrow(TestingError)
  await expect(openFixture(join(root, "none.jsonl"))).rejects.toThrow("Run the test on your machine to record it")
})

it("a file that is no recording is refused with its name", async () => {
  await expect(openFixture(new URL("tsconfig.json", import.meta.url))).rejects.toThrow(
    /tsconfig\.json cannot be replayed/
  )
})
