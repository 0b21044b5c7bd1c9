/** Launches Firefox for a test, with a microphone that plays a tone of 1 kHz and a loudspeaker that is silent. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { type Bidi, connectBidi } from "./Bidi.ts"
import { findFirefox } from "./findFirefox.ts"
import { openPage, type Page } from "./Page.ts"
import { startSound } from "./startSound.ts"

/** A preference of Firefox, as about:config lists it. */
type Preference = boolean | number | string

/** Switches off updates and everything else that reaches the network unasked. */
const quiet: Readonly<Record<string, Preference>> = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.newtabpage.enabled": false,
  "browser.region.network.url": "",
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.reportingpolicy.firstRun": false
}

/** Devices without a prompt. What concerns ICE is as users have it. */
const media: Readonly<Record<string, Preference>> = {
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
  "media.navigator.permission.disabled": true,
  "media.navigator.streams.fake": true
}

/** How to launch a Firefox. */
export interface LaunchOptions {
  /** More preferences, which win over those of the tests. */
  readonly preferences?: Readonly<Record<string, Preference>>
}

export interface Firefox {
  /** Opens a tab. `init` runs in each of its pages before their own scripts. */
  readonly newPage: (...init: ReadonlyArray<() => void>) => Promise<Page>
  /** E.g. `153.8.0`. */
  readonly version: string
  readonly close: () => Promise<void>
}

/** The longest that Firefox may take to start, in ms. */
const startMs = 60_000

/** Waits for the line in which Firefox says where it listens. */
const endpointOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Firefox did not start within ${startMs} ms`)), startMs)
    const lines: Array<string> = []
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`Firefox ended with code ${code}\n${lines.join("\n")}`)))
    if (child.stderr === null) return
    createInterface(child.stderr).on("line", (line) => {
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? []
      if (lines.length < 50) lines.push(line)
      if (url === undefined) return
      clearTimeout(timer)
      resolve(`${url}/session`)
    })
  })

/** Launches a headless Firefox with a new profile. The caller closes it. */
export const launchFirefox = async ({ preferences = {} }: LaunchOptions = {}): Promise<Firefox> => {
  const profile = await mkdtemp(join(tmpdir(), "firefox-"))
  const lines = Object.entries({ ...quiet, ...media, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`
  )
  await writeFile(join(profile, "user.js"), lines.join("\n"))
  const sound = await startSound(profile)
  const child = spawn(findFirefox(), ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile], {
    env: { ...process.env, ...sound.env, MOZ_CRASHREPORTER_DISABLE: "1" },
    stdio: ["ignore", "ignore", "pipe"]
  })
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const orphaned = () => child.kill("SIGKILL")
  process.once("exit", orphaned)
  const end = async (bidi?: Bidi): Promise<void> => {
    await bidi?.command("browser.close", {}).catch(() => child.kill("SIGKILL"))
    if (bidi === undefined) child.kill("SIGKILL")
    await exited
    process.off("exit", orphaned)
    await sound.stop()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const bidi = await connectBidi(await endpointOf(child))
    const { capabilities } = await bidi.command<{ readonly capabilities: { readonly browserVersion: string } }>(
      "session.new",
      { capabilities: {} }
    )
    await bidi.command("session.subscribe", { events: ["log.entryAdded"] })
    return {
      newPage: (...init) => openPage(bidi, init),
      version: capabilities.browserVersion,
      close: () => end(bidi)
    }
  } catch (cause) {
    await end()
    throw cause
  }
}
