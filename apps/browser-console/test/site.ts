/** The console as its users run it, with page and server on loopback and a real browser. */
import { type Browser, launchChromium, type Page } from "@antiphon/chromium"
import axe from "axe-core"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"

export interface Site {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** `flags` are those of `antiphon serve`. */
export const startSite = async (flags: ReadonlyArray<string> = []): Promise<Site> => {
  const page = await servePage(0)
  const realtime = await startRealtime(flags, page.origin)
  page.offer(realtime.url, realtime.engine)
  return {
    url: page.origin,
    stop: async () => {
      await Promise.all([page.close(), realtime.stop()])
    }
  }
}

/** A human voice. */
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))

export const launchSpeaking = (): Promise<Browser> => launchChromium({ microphone: `${recording}%noloop` })

/** A browser whose microphone repeats the recording. */
export const launchRepeating = (): Promise<Browser> => launchChromium({ microphone: recording })

/** Listens to what the page really plays, at the last node before the speaker. */
const eavesdrop = (): void => {
  const connect: (this: AudioNode, to: AudioNode, ...rest: ReadonlyArray<never>) => AudioNode =
    AudioNode.prototype.connect
  const taps = new Map<BaseAudioContext, AnalyserNode>()
  Object.assign(globalThis, {
    loudness: () =>
      Math.max(
        0,
        ...[...taps.values()].map((tap) => {
          const samples = new Float32Array(tap.fftSize)
          tap.getFloatTimeDomainData(samples)
          return Math.max(...samples.map(Math.abs))
        })
      )
  })
  Object.assign(AudioNode.prototype, {
    connect(this: AudioNode, to: AudioNode, ...rest: ReadonlyArray<never>) {
      if (to instanceof AudioDestinationNode) {
        const tap = taps.get(this.context) ?? this.context.createAnalyser()
        taps.set(this.context, tap)
        connect.call(this, tap)
      }
      return connect.call(this, to, ...rest)
    }
  })
}

/** The loudest of the last 40 ms that the page played, from 0 to 1. */
export const loudness = (page: Page): Promise<number> => page.evaluate<number>("loudness()")

export interface View {
  readonly scheme?: "dark" | "light"
  readonly width?: number
  readonly height?: number
}

/** A page in a profile of its own. Its errors fail the test that asks `complaints`. */
export const visit = async (browser: Browser, url: string, view: View = {}) => {
  const context = await browser.newContext({
    colorScheme: view.scheme ?? "light",
    viewport: { width: view.width ?? 1440, height: view.height ?? 900 },
    reducedMotion: "reduce"
  })
  const page = await context.newPage()
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(error.message))
  page.on("console", (message) => (message.type() === "error" ? complaints.push(message.text()) : undefined))
  await page.addInitScript(eavesdrop)
  await page.goto(url)
  await page.getByRole("banner").waitFor()
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

interface Violation {
  readonly id: string
  readonly impact?: string | null
  readonly nodes: ReadonlyArray<{ readonly html: string; readonly failureSummary?: string }>
}

/** What axe finds serious or critical in the page as it stands, in the light and in the dark. */
export const barriers = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  const found: Array<string> = []
  // The theme changes only colors.
  const schemes = [
    { colorScheme: "light", rules: {} },
    { colorScheme: "dark", rules: { runOnly: ["color-contrast"] } }
  ] as const
  for (const { colorScheme, rules } of schemes) {
    await page.emulateMedia({ colorScheme })
    const options = JSON.stringify({ resultTypes: ["violations"], ...rules })
    const violations = await page.evaluate<ReadonlyArray<Violation>>(
      `axe.run(document, ${options}).then((result) => result.violations)`
    )
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue
      found.push(...nodes.map((node) => `${colorScheme} ${id}: ${node.html} ${node.failureSummary ?? ""}`))
    }
  }
  await page.emulateMedia({ colorScheme: "light" })
  return found
}
