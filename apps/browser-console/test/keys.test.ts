import { type Browser, launchChromium } from "@antiphon/chromium"
import { request } from "node:http"
import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { type PageServer, servePage } from "../src/server/servePage.ts"
import { type Realtime, startRealtime } from "../src/server/startRealtime.ts"
import { barriers, visit } from "./site.ts"

const lasting = "sk-lasting-and-secret"
let browser: Browser
let page: PageServer
let upstream: Realtime
beforeAll(async () => {
  // A server that wants a key stands for OpenAI's.
  vi.stubEnv("ANTIPHON_KEYS", lasting)
  page = await servePage(0)
  ;[browser, upstream] = await Promise.all([launchChromium(), startRealtime(["--engine", "echo"], page.origin)])
  vi.stubEnv("OPENAI_BASE_URL", upstream.url.replace("ws:", "http:"))
})
afterAll(() => {
  vi.unstubAllEnvs()
  return Promise.all([browser.close(), page.close(), upstream.stop()])
})

it("the console connects to OpenAI with the key of its environment, and the key never reaches the page", async () => {
  vi.stubEnv("OPENAI_API_KEY", lasting)
  await using visited = await visit(browser, page.origin)
  const seen: Array<string> = []
  visited.page.on("request", (sent) => seen.push(sent.url(), JSON.stringify(sent.headers()), sent.postData() ?? ""))
  visited.page.on(
    "response",
    (got) =>
      void got.text().then(
        (text) => seen.push(text),
        () => undefined
      )
  )
  visited.page.on("websocket", (socket) => {
    seen.push(socket.url())
    socket.on("framesent", ({ payload }) => seen.push(String(payload)))
  })
  await visited.page.reload()
  await visited.page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await visited.page.getByText("Connected", { exact: true }).waitFor()
  seen.push(await visited.page.evaluate<string>("JSON.stringify({ ...localStorage, ...sessionStorage })"))
  expect(seen.join("\n")).toContain("ek_")
  expect(seen.join("\n")).not.toContain(lasting)
})

it("the console asks for an ephemeral key without one, and takes no other", async () => {
  vi.stubEnv("OPENAI_API_KEY", "")
  await using visited = await visit(browser, page.origin)
  const start = visited.page.getByRole("button", { name: "Use the sample recording" })
  expect(await start.isDisabled()).toBe(true)
  await visited.page.getByLabel("Ephemeral key").fill(lasting)
  expect(await start.isDisabled()).toBe(true)
  expect(await barriers(visited.page)).toEqual([])
  await visited.page.getByLabel("Ephemeral key").fill("ek_wrong")
  await start.click()
  await visited.page
    .getByRole("alert")
    .getByText(/the credential was refused/)
    .waitFor()
})

it("the console creates no key for pages of other sites, for names that only resolve here, or without the page's token", async () => {
  vi.stubEnv("OPENAI_API_KEY", lasting)
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${page.origin}/keys/openai`, { method: "POST", headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .on("error", reject)
        .end()
    })
  const html = await fetch(page.origin).then((answer) => answer.text())
  const token = { "x-console-token": /name="console-token" content="([\w-]{43})"/.exec(html)?.[1] ?? "" }
  expect(await status({ ...token, origin: "https://elsewhere.example" })).toBe(403)
  expect(await status({ ...token, host: "rebound.example" })).toBe(403)
  expect(await status({ ...token, "sec-fetch-site": "cross-site" })).toBe(403)
  expect(await status({ ...token, origin: page.origin, "sec-fetch-site": "same-origin" })).toBe(200)
  for (const shown of [{}, { "x-console-token": "" }, { "x-console-token": token["x-console-token"].slice(1) }]) {
    expect(await status({ ...shown, origin: page.origin, "sec-fetch-site": "same-origin" })).toBe(403)
  }
})
