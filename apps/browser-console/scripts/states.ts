/** The states of the console that pictures are taken of. Each is reached at the width of a phone. */
import type { Page } from "@antiphon/chromium"
import { fileURLToPath } from "node:url"

const script = fileURLToPath(new URL("session.json", import.meta.url))
const waiting = fileURLToPath(new URL("waiting.json", import.meta.url))

export interface Shot {
  readonly name: string
  readonly flags?: ReadonlyArray<string>
  /** Brings the page into the state. `stop` ends the realtime server. */
  readonly to?: (page: Page, stop: () => Promise<void>) => Promise<unknown>
}

const scripted = ["--engine", "scripted", "--script", script]
const talk = (page: Page) => page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
/** Opens a session that sends no speech until a button is held. */
const connect = async (page: Page) => {
  await inspector(page)
  await tab(page, "Settings")
  await page.getByLabel("Preset").selectOption("Push to talk")
  await talkView(page)
  await talk(page)
  await page.getByRole("button", { name: "Hold to talk" }).waitFor()
}
const live = (page: Page) => page.getByRole("button", { name: "Live", exact: true }).click()
const mute = (page: Page) => page.getByRole("button", { name: "Mute" }).click()
const message = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text)
  await page.getByRole("button", { name: "Send", exact: true }).click()
}
const answers = (page: Page, count = 1) =>
  page
    .locator(".message[data-role=assistant] .words")
    .nth(count - 1)
    .waitFor()
const tab = (page: Page, name: string) => page.getByRole("tab", { name }).click()
const viewButton = async (page: Page, name: string) => {
  const button = page.getByRole("button", { name, exact: true })
  if (await button.isVisible()) await button.click()
}
const inspector = (page: Page) => viewButton(page, "Inspector")
const talkView = (page: Page) => viewButton(page, "Talk")
const pass = (page: Page, ms: number) => page.waitForTimeout(ms)

/** A spoken turn, its answer, and a typed one. */
const converse = async (page: Page) => {
  await talk(page)
  await answers(page)
  await pass(page, 3000)
}

/** Saves the recording of the session, and gives its path. */
const savedRecording = async (page: Page): Promise<string> => {
  await page.getByLabel("Save the session").click()
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: /^Recording/ }).click()
  ])
  return file.path()
}

/** In the order of a conversation, then its tools, then Live. */
export const shots: ReadonlyArray<Shot> = [
  { name: "idle" },
  {
    name: "connecting",
    to: async (page) => {
      await page.route("**/keys/local", () => {})
      await talk(page)
    }
  },
  { name: "open", to: (page) => connect(page) },
  { name: "talking", to: (page) => talk(page).then(() => pass(page, 4500)) },
  { name: "answering", flags: scripted, to: converse },
  {
    name: "interrupted",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.keyboard.press("Escape")
      await pass(page, 1200)
      await inspector(page)
      await page.getByRole("option", { name: /truncated/ }).click()
      await talkView(page)
    }
  },
  {
    name: "unheard",
    flags: ["--engine", "scripted", "--script", script],
    to: async (page) => {
      await converse(page)
      await message(page, "Roll a die for me, would you?")
      await pass(page, 200)
      await page.keyboard.press("Escape")
      await pass(page, 1500)
    }
  },
  {
    name: "tool",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await mute(page)
      await pass(page, 6500)
      await message(page, "Roll a die for me, would you?")
      await answers(page, 2)
      await pass(page, 1600)
    }
  },
  {
    name: "timing",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await tab(page, "Timing")
    }
  },
  {
    name: "error",
    flags: ["--faults", "malformed=0.12", "--seed", "4"],
    to: async (page) => {
      await talk(page)
      await pass(page, 7000)
      await inspector(page)
      await page.locator('.event-row[data-issue="true"]').last().click()
    }
  },
  {
    name: "reconnecting",
    flags: scripted,
    to: async (page, stop) => {
      await converse(page)
      await stop()
      await page.getByText("Reconnecting").first().waitFor({ state: "attached" })
      await pass(page, 500)
    }
  },
  {
    name: "ended",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.getByRole("button", { name: "End", exact: true }).click()
    }
  },
  {
    name: "recording",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.keyboard.press("Escape")
      await pass(page, 800)
      await page.getByRole("button", { name: "End", exact: true }).click()
      const path = await savedRecording(page)
      await page.getByLabel("Recorded session", { exact: true }).setInputFiles(path)
      await page.getByRole("button", { name: "Play", exact: true }).click()
      await pass(page, 6000)
    }
  },
  {
    name: "settings",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await tab(page, "Settings")
    }
  },
  {
    name: "settings-error",
    to: async (page) => {
      await inspector(page)
      await tab(page, "Settings")
      await page.getByLabel("Threshold").fill("loud")
      await page.getByLabel("Speed").fill("9")
    }
  },
  {
    name: "hold",
    flags: scripted,
    to: async (page) => {
      await connect(page)
      await page.getByRole("button", { name: "Hold to talk" }).hover()
      await page.mouse.down()
      await pass(page, 1500)
    }
  },
  {
    name: "devices",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.getByLabel("Devices").click()
      await pass(page, 300)
    }
  },
  {
    name: "save",
    flags: scripted,
    to: (page) => converse(page).then(() => page.getByLabel("Save the session").click())
  },
  {
    name: "sender",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await page.getByRole("button", { name: "Compose an event" }).click()
      await page.getByLabel("Event as JSON").fill('{ "type": "response.create", "response": { "voice": 7 } }')
    }
  },
  {
    name: "waiting",
    flags: ["--engine", "scripted", "--script", waiting],
    to: async (page) => {
      await talk(page)
      await page.getByPlaceholder("Result of the call").waitFor()
    }
  },
  {
    name: "search",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await page.getByLabel("Search events").fill("response")
    }
  },
  {
    name: "only",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await page
        .getByRole("option", { name: /response.output_audio_transcript.delta/ })
        .first()
        .click()
      await page.getByRole("button", { name: "Only this type" }).click()
    }
  },
  {
    name: "compare",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      // The list renders only the events in sight.
      const list = page.getByRole("listbox")
      await list.press("Home")
      await page.getByRole("button", { name: "Compare" }).click()
      await list.press("ArrowDown")
      await list.press("ArrowDown")
      await page.getByLabel("Differences").waitFor()
    }
  },
  {
    name: "types",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await page.getByText("Types").click()
    }
  },
  {
    name: "usage",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await inspector(page)
      await tab(page, "Usage")
    }
  },
  { name: "help", to: (page) => page.keyboard.press("?") },
  { name: "no-microphone", to: (page) => talk(page).then(() => pass(page, 1500)) },
  { name: "openai", to: (page) => page.getByRole("button", { name: "OpenAI" }).click() },
  {
    name: "webrtc",
    flags: scripted,
    to: async (page) => {
      await page.getByRole("button", { name: "WebRTC" }).click()
      await converse(page)
    }
  },
  {
    name: "inspector",
    flags: scripted,
    to: (page) => converse(page).then(() => inspector(page))
  },
  { name: "live-idle", to: (page) => live(page) },
  {
    name: "live-answering",
    to: async (page) => {
      await live(page)
      await talk(page)
      await answers(page)
      await pass(page, 500)
    }
  },
  {
    name: "live-inspector",
    to: async (page) => {
      await live(page)
      await talk(page)
      await answers(page)
      await inspector(page)
      await page.locator("summary").first().click()
    }
  },
  {
    name: "live-ended",
    to: async (page) => {
      await live(page)
      await talk(page)
      await answers(page)
      await page.getByRole("button", { name: "End", exact: true }).click()
      await page.getByText("The server closed the session").waitFor()
    }
  }
]
