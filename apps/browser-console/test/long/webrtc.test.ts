import type { Browser } from "@antiphon/chromium"
import { afterAll, beforeAll, expect, it } from "vitest"
import { barriers, launchSpeaking, type Site, startSite, visit } from "../site.ts"

let browser: Browser
let site: Site
beforeAll(async () => {
  ;[browser, site] = await Promise.all([launchSpeaking(), startSite()])
})
afterAll(() => Promise.all([browser.close(), site.stop()]))

it("a spoken turn over WebRTC is answered and played, and Escape makes the server stop its playback", async () => {
  await using visited = await visit(browser, site.url)
  const { complaints, page } = visited
  await page.getByRole("button", { name: "WebRTC" }).click()
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.getByText("Speaking…").waitFor()
  const answer = page.locator(".message[data-role=assistant]").last()
  await answer.getByText(/You said/).waitFor()
  // The length of the track's audio grows while it plays.
  const plays = () =>
    expect
      .poll(async () => Number.parseFloat((await answer.locator(".length").textContent({ timeout: 1000 })) ?? "0"))
      .toBeGreaterThan(0.5)
  await plays()
  // The next question would interrupt this answer, and that clears the playback too.
  await page.getByRole("option", { name: /output_audio_buffer\.stopped/ }).waitFor()

  // This answer is so long that it still plays when a busy machine interrupts it.
  await page.getByLabel("Message", { exact: true }).fill("count to 60")
  await page.getByRole("button", { name: "Send", exact: true }).click()
  await answer.getByText(/^1, 2, /).waitFor()
  await plays()
  await page.keyboard.press("Escape")
  await page.getByRole("option", { name: /output_audio_buffer\.cleared/ }).waitFor()
  await answer.locator(".unheard").waitFor()
  // A question that Escape withdraws is no problem to show.
  await page.getByLabel("Message", { exact: true }).fill("count to 50")
  await page.getByRole("button", { name: "Send", exact: true }).click()
  await page.keyboard.press("Escape")
  await page.locator(".message[data-role=user]").getByText("count to 50").waitFor()
  expect(await page.getByRole("alert").count()).toBe(0)
  // No audio travels in events.
  await page.getByRole("button", { name: "Audio", exact: true }).click()
  expect(await page.getByRole("option", { name: /input_audio_buffer\.append|output_audio\.delta/ }).count()).toBe(0)
  expect(complaints).toEqual([])
})

it("the switch changes to Live, which answers a spoken turn, mutes the user, says a typed text and closes in order", async () => {
  await using visited = await visit(browser, site.url)
  const { complaints, page } = visited
  await page.getByRole("button", { name: "Live", exact: true }).click()
  expect(await barriers(page)).toEqual([])
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).click()
  const answers = page.locator(".message[data-role=assistant]")
  await answers.getByText(/You said/).waitFor({ timeout: 120_000 })
  await page
    .locator(".message[data-role=user]")
    .getByText(/respectable/)
    .waitFor()

  await page.getByRole("button", { name: "Mute" }).click()
  await page.getByRole("button", { name: "Unmute" }).waitFor()
  await page.getByLabel("Words for the model").fill("Goodbye.")
  await page.getByRole("button", { name: "Send", exact: true }).click()
  await answers.getByText(/Goodbye\./).waitFor()
  await page.locator("summary", { hasText: "received session.commentary.appended" }).click()
  await page.locator("details[open]").getByText(`"client_event_id"`).waitFor()
  expect(await barriers(page)).toEqual([])

  await page.getByRole("button", { name: "End", exact: true }).click()
  await page.getByText("The server closed the session (close_requested).").waitFor()
  await page.getByRole("button", { name: "Clear" }).click()
  await page.getByRole("button", { name: "Realtime", exact: true }).click()
  await page.getByRole("group", { name: "Transport" }).waitFor()
  expect(complaints).toEqual([])
}, 180_000)
