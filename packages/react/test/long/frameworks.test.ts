/**
 * The examples as projects of a user, from packed packages, run in Chromium with a fake microphone. Next builds and serves its
 * example. Under Next and under Vite a hot reload shows the new words and keeps the conversation.
 */
import { type Browser, launchChromium, type Page } from "@antiphon/chromium"
import { Pcm16, Wav } from "@antiphon/client"
import { silence, speech, startServer, type TestServer } from "@antiphon/testing"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeProject, pack, runTool, serve } from "./project.ts"

const words = "The north star stands above the pole and never sets. All the others turn around it, night after night."
const script = { turns: [{ say: Array.from({ length: 6 }, () => words).join(" ") }], pace: 1 } as const
const next = "next/dist/bin/next"

let folder: string
let tarballs: ReadonlyArray<string>
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "antiphon-frameworks-"))
  tarballs = await pack(join(folder, "tarballs"))
  const microphone = join(folder, "microphone.wav")
  const sound = Pcm16.concat([silence(2000), speech(1000), silence(60_000)])
  await writeFile(microphone, Wav.write({ sampleRate: 24_000, channels: [sound] }))
  browser = await launchChromium({ microphone })
})
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const open = async (url: string): Promise<{ readonly page: Page; readonly problems: ReadonlyArray<string> }> => {
  const page = await browser.newPage()
  page.setDefaultTimeout(120_000)
  const problems: Array<string> = []
  page.on("pageerror", ({ message }) => problems.push(message))
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("favicon.ico")) problems.push(message.text())
  })
  await page.goto(url)
  return { page, problems }
}
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()
const shows = (page: Page, text: string) =>
  page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text)
/** Waits until some of the answer was heard and some was not. */
const half = (page: Page) =>
  page.waitForFunction(() => {
    const last = [...document.querySelectorAll("[data-role=assistant]")].at(-1)
    const rest = last?.querySelector("small, .unheard")?.textContent ?? ""
    return rest !== "" && (last?.textContent?.length ?? 0) - rest.length > 10
  })

/** Changes a word of a file while a conversation is open, and waits until the page shows the new one. */
const reload = async (page: Page, server: TestServer, file: string): Promise<void> => {
  await press(page, "Talk")
  await half(page)
  const text = await readFile(file, "utf8")
  await writeFile(file, text.replace("Night sky guide", "Sky guide of tonight"))
  await shows(page, "Sky guide of tonight")
  await press(page, "Interrupt")
  await page.waitForSelector("li s")
  await server.receives("conversation.item.truncate")
  expect(server.connections, "a hot reload keeps the session").toBe(1)
  await press(page, "Stop")
}

describe("the example with Next", () => {
  let project: string
  beforeAll(async () => {
    project = join(folder, "next")
    const tools = ["next@16", "react@19", "react-dom@19", "typescript@5", "@types/react@19", "@types/node@24"]
    const own = tarballs.filter((file) => !file.includes("webrtc"))
    await makeProject(project, "next", [...own, ...tools])
  })

  it("is built and served, hydrates without a complaint, talks, is interrupted and ends", async () => {
    await using server = await startServer(script, { timeoutMs: 60_000 })
    await runTool(project, next, "build")
    await using served = await serve(project, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
      REALTIME_URL: server.url
    })
    const html = await (await fetch(served.url)).text()
    expect(html, "the server renders it idle").toContain("<output>idle</output>")
    const { page, problems } = await open(served.url)
    await press(page, "Talk")
    await half(page)
    await press(page, "Interrupt")
    await page.waitForSelector("li s")
    await server.receives("conversation.item.truncate")
    await press(page, "Stop")
    await shows(page, "ended")
    expect(server.connections).toBe(1)
    expect(problems).toEqual([])
    await page.close()
  })

  it("keeps the conversation over a hot reload", async () => {
    await using server = await startServer(script, { timeoutMs: 60_000 })
    await using served = await serve(project, [next, "dev", "--hostname", "127.0.0.1", "--port", "0"], {
      REALTIME_URL: server.url
    })
    const { page, problems } = await open(served.url)
    await reload(page, server, join(project, "app/Talk.tsx"))
    expect(problems).toEqual([])
    await page.close()
  })

  it("answers a request for a key with a failure if it has none itself", async () => {
    await using served = await serve(project, [next, "start", "--hostname", "127.0.0.1", "--port", "0"], {
      OPENAI_API_KEY: ""
    })
    const answer = await fetch(`${served.url}/token`, { method: "POST" })
    expect(answer.status).toBe(500)
  })
})

describe("the example with Vite", () => {
  it("keeps the conversation over a hot reload", async () => {
    const project = join(folder, "vite")
    await makeProject(project, "vite", [...tarballs, "vite@8", "@vitejs/plugin-react@6", "react@19", "react-dom@19"])
    await using server = await startServer(script, { timeoutMs: 60_000 })
    await using served = await serve(project, ["vite/bin/vite.js", "--host", "127.0.0.1", "--port", "0"])
    const { page, problems } = await open(`${served.url}/?url=${encodeURIComponent(server.url)}`)
    await reload(page, server, join(project, "Talk.tsx"))
    expect(problems).toEqual([])
    await page.close()
  })
})
