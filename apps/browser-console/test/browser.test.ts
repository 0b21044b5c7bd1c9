import { Wav } from "@antiphon/audio"
import { type Browser, launchChromium, type Page } from "@antiphon/chromium"
import { readFile } from "node:fs/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"
import { barriers, launchRepeating, launchSpeaking, loudness, type Site, startSite, visit } from "./site.ts"

/** One browser has a microphone with speech, one repeats that speech, and one has no microphone. */
let speaking: Browser
let repeating: Browser
let silent: Browser
let site: Site
beforeAll(async () => {
  ;[speaking, repeating, silent, site] = await Promise.all([
    launchSpeaking(),
    launchRepeating(),
    launchChromium(),
    startSite()
  ])
})
afterAll(() => Promise.all([speaking.close(), repeating.close(), silent.close(), site.stop()]))

const type = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel("Message", { exact: true }).fill(text)
  await page.getByRole("button", { name: "Send", exact: true }).click()
}
const answer = (page: Page) => page.locator(".message[data-role=assistant]").last()

/** Connects without speech, so that the test types its turns. */
const openQuietly = async (page: Page): Promise<void> => {
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.getByText(/^No microphone was found/).waitFor()
}

it("a turn spoken into the microphone after one click is answered, played, transcribed and timed", async () => {
  await using visited = await visit(speaking, site.url)
  const { complaints, page } = visited
  expect(await barriers(page)).toEqual([])
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.locator(".message[data-role=user]").waitFor()
  // The microphone of the browser may begin before the page listens, so the first words may be missing.
  await answer(page)
    .getByText(/^You said ".*still more respectable than he was\."/)
    .waitFor()
  await expect.poll(() => loudness(page)).toBeGreaterThan(0.02)
  await expect
    .poll(() => page.locator(".message[data-role=user]").textContent())
    .toContain("still more respectable than he was.")
  expect(await barriers(page)).toEqual([])

  await page.getByRole("tab", { name: "Timing" }).click()
  const turn = page.locator(".turn").first()
  await turn.getByText("completed").waitFor()
  for (const moment of ["speech stopped", "committed", "first text", "first audio", "done"]) {
    expect(await turn.textContent()).toContain(moment)
  }
  expect(await barriers(page)).toEqual([])

  await page.getByRole("tab", { name: "Usage" }).click()
  expect(await page.getByRole("row", { name: /audio/ }).textContent()).toMatch(/[1-9]/)
  expect(await barriers(page)).toEqual([])

  await page.getByRole("button", { name: "End", exact: true }).click()
  await page.getByText("Session ended", { exact: true }).waitFor()
  expect(await answer(page).textContent()).toContain("You said")
  expect(await barriers(page)).toEqual([])
  await page.getByRole("button", { name: "Clear" }).click()
  await page.getByRole("heading", { name: "Say something." }).waitFor()
  expect(complaints).toEqual([])
})

it("captions follow a held turn while it is spoken, and the transcript takes their place", async () => {
  await using visited = await visit(repeating, site.url)
  const { complaints, page } = visited
  await page.getByRole("tab", { name: "Settings" }).click()
  await page.getByLabel("Preset").selectOption("Push to talk")
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.getByRole("tab", { name: "Events" }).click()
  await page.getByRole("button", { name: "Hold to talk" }).hover()
  await page.mouse.down()
  const user = page.locator(".message[data-role=user]")
  await user
    .locator(".caption")
    .getByText(/amiable|respectable/)
    .waitFor()
  // The turn is still open, so the server has written nothing yet.
  expect(await page.getByRole("option", { name: /committed|transcription/ }).count()).toBe(0)
  expect(await barriers(page)).toEqual([])
  await page.mouse.up()
  await user.locator(".words:not(.caption)").waitFor()
  expect(await user.locator(".caption").count()).toBe(0)
  expect(await user.count()).toBe(1)
  expect(complaints).toEqual([])
})

it("Escape silences the model at once, and the page and the server agree on what was heard", async () => {
  await using visited = await visit(silent, site.url)
  const { complaints, page } = visited
  await openQuietly(page)
  await type(page, "count to 60")
  await expect.poll(() => loudness(page)).toBeGreaterThan(0.02)
  // More has arrived than was played, so that there is a rest to drop.
  await expect
    .poll(async () => Number.parseFloat((await answer(page).locator(".length").textContent()) ?? ""))
    .toBeGreaterThan(6)
  await page.keyboard.press("Escape")
  await answer(page).locator(".unheard").waitFor()
  await expect.poll(() => loudness(page)).toBe(0)
  const length = answer(page).locator(".length").filter({ hasText: "heard" })
  const heard = await length.textContent()
  const [, seconds, total] = /^([\d.]+) s of ([\d.]+) s heard$/.exec(heard ?? "") ?? []
  // The queued rest did not sound, because the count is of what the player has played.
  expect(Number(seconds)).toBeLessThan(Number(total))
  expect(await answer(page).locator(".length").textContent()).toBe(heard)
  // The missing microphone is the only problem. The user's own interruption is none.
  expect(await page.getByRole("alert").filter({ hasNotText: "No microphone was found" }).count()).toBe(0)
  expect(await page.getByRole("button", { name: "Interrupt" }).isDisabled()).toBe(true)

  const truncated = page.getByRole("option", { name: /truncated/ })
  await truncated.click()
  const event = await page.getByRole("group", { name: "Content of the event" }).textContent()
  const ms = Number(/"audio_end_ms": (\d+)/.exec(event ?? "")?.[1])
  expect(Math.abs(ms / 1000 - Number(seconds))).toBeLessThanOrEqual(0.051)
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await page.getByRole("button", { name: "Copy" }).click()
  await page.getByRole("button", { name: "Copied" }).waitFor()
  expect(JSON.parse(await page.evaluate<string>("navigator.clipboard.readText()"))).toMatchObject({ audio_end_ms: ms })
  expect(await barriers(page)).toEqual([])
  expect(complaints).toEqual([])
})

it("the page runs a call that it knows, the user answers another, and the model continues with both", async () => {
  await using visited = await visit(silent, site.url)
  const { complaints, page } = visited
  await page.getByRole("tab", { name: "Settings" }).click()
  const tools = page.getByLabel("Functions as JSON")
  const more = { type: "function", name: "open_door", parameters: { type: "object", properties: {} } }
  await tools.fill(JSON.stringify([...JSON.parse(await tools.inputValue()), more]))
  await openQuietly(page)
  await type(page, `use roll_dice with {"sides":2}`)
  const call = page.locator(".call").first()
  await call.getByText(/"rolled":[12]/).waitFor()
  await page.getByText(/The function answered/).waitFor()

  await page.keyboard.press("Escape")
  await type(page, "use open_door")
  await page.getByLabel("Result of open_door").fill("it is open")
  expect(await barriers(page)).toEqual([])
  await page.getByRole("button", { name: "Answer", exact: true }).click()
  await page.getByText("The function answered: it is open").waitFor()
  expect(complaints).toEqual([])
})

it("a refusal of the schemas or of the server stands beside its field", async () => {
  await using visited = await visit(silent, site.url)
  const { page } = visited
  await openQuietly(page)
  await page.getByRole("tab", { name: "Settings" }).click()
  const threshold = page.getByLabel("Threshold")
  const note = page.locator(".field", { has: threshold }).locator(".wrong")
  await threshold.fill("loud")
  expect(await note.textContent()).toBe("expected a number or null, got a string")
  expect(await page.getByRole("button", { name: "Apply" }).isDisabled()).toBe(true)
  expect(await threshold.getAttribute("aria-invalid")).toBe("true")
  expect(await barriers(page)).toEqual([])

  await threshold.fill("7")
  expect(await note.textContent()).toBe("Enter a number from 0 to 1")

  // The schemas know no limit of this one, so the server refuses it, and no second message covers the page.
  await threshold.fill("")
  const tools = page.getByLabel("Functions as JSON")
  const before = await tools.inputValue()
  await tools.fill(JSON.stringify([{ type: "function" }]))
  await page.getByRole("button", { name: "Apply" }).click()
  await page.locator(".field", { has: tools }).locator(".wrong").waitFor()
  await tools.fill(before)

  await threshold.fill("0.6")
  await page.getByText("Changed, not applied yet").waitFor()
  await page.getByRole("button", { name: "Apply" }).click()
  await page.getByText("Applied", { exact: true }).waitFor()
  expect(await page.getByRole("button", { name: "Apply" }).isDisabled()).toBe(true)
  expect(await page.locator(".wrong").count()).toBe(0)
})

it("a manual turn is sent by hand and answered", async () => {
  await using visited = await visit(silent, site.url)
  const { page } = visited
  await page.getByRole("tab", { name: "Settings" }).click()
  await page.getByLabel("Turn detection").selectOption("Manual (push to talk)")
  await page.getByRole("main").getByRole("button", { name: "Use the sample recording" }).click()
  await page.getByRole("button", { name: "Mute" }).waitFor()
  await page.getByRole("tab", { name: "Events" }).click()
  await expect
    .poll(async () => Number(/(\d+) audio events hidden/.exec((await page.locator(".tally").textContent()) ?? "")?.[1]))
    .toBeGreaterThan(20)
  await page.getByRole("button", { name: "Send turn" }).click()
  await page.locator(".message[data-role=assistant]").waitFor()
})

/** Saves one of the files of the session. */
const save = async (page: Page, name: RegExp): Promise<string> => {
  await page.getByLabel("Save the session").click()
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".save").getByRole("button", { name }).click()
  ])
  return file.path()
}

it("a session is saved with its audio and words, and opens again with its waveforms and a player", async () => {
  await using visited = await visit(silent, site.url)
  const { complaints, page } = visited
  // Typing opens a session without a microphone.
  await type(page, "count to 9")
  await answer(page).getByText("9.").waitFor()
  await page.getByRole("button", { name: "Interrupt" }).and(page.locator(":disabled")).waitFor()
  await page.getByRole("button", { name: "End", exact: true }).click()
  await page.getByText("Session ended", { exact: true }).waitFor()

  expect(await readFile(await save(page, /^Transcript/), "utf8")).toMatch(
    /\*\*You:\*\* count to 9\n\n\*\*Model:\*\* 1, 2/
  )
  const wav = Wav.read(new Uint8Array(await readFile(await save(page, /^Audio/))))
  expect(wav._tag === "Success" && wav.success.channels[1]?.some((sample) => sample > 1000)).toBe(true)

  await page.getByLabel("Recorded session", { exact: true }).setInputFiles(await save(page, /^Recording/))
  await answer(page).locator(".speech .heard").waitFor()
  await page.getByRole("button", { name: "Play", exact: true }).click()
  await page.locator(".transport").getByRole("button", { name: "Pause" }).waitFor()
  expect(complaints).toEqual([])
})

it("the user sends a raw event, finds its refusal among the issues, and shows only that type", async () => {
  await using visited = await visit(silent, site.url)
  const { page } = visited
  await openQuietly(page)
  await page.getByRole("button", { name: "Compose an event" }).click()
  await page.getByLabel("Event as JSON").fill(`{ "type": "nonsense" }`)
  await page.getByText(`The protocol has no client event "nonsense"`).waitFor()
  await page.getByRole("button", { name: "Send event" }).click()
  await page
    .getByRole("button", { name: /^Issues/ })
    .filter({ hasText: "1" })
    .waitFor()
  await page.getByRole("option", { name: "received error" }).click()
  await page.getByRole("button", { name: "Only this type" }).click()
  await expect.poll(() => page.locator(".event-row").count()).toBe(1)
  expect(await barriers(page)).toEqual([])
  await page.getByRole("banner").click()
  await page.keyboard.press("?")
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor()
  await page.keyboard.press("Escape")
})

it("a lost connection is shown while it is opened again, and the conversation is kept", async () => {
  const server = await servePage(0)
  const first = await startRealtime(["--engine", "echo"], server.origin)
  server.offer(first.url, first.engine)
  await using visited = await visit(silent, server.origin)
  const { page } = visited
  await type(page, "Say it again.")
  await answer(page).getByText("Say it again.").waitFor()
  await page.getByRole("button", { name: "Interrupt" }).and(page.locator(":disabled")).waitFor()
  await first.stop()
  await page.getByText(/^The connection was lost. Attempt/).waitFor()
  const second = await startRealtime(["--engine", "echo", "--port", new URL(first.url).port], server.origin)
  await page.getByRole("button", { name: "Try now" }).click()
  await page.getByText(/^Reconnected, /).waitFor()
  expect(await answer(page).textContent()).toContain("Say it again.")
  await Promise.all([server.close(), second.stop()])
})
