/** Launches Chromium for a test, with or without a fake microphone. */
import { type Browser, chromium } from "playwright-core"
import { findChromium } from "./find.ts"

/** Arguments that switch off windows, updates and everything else that reaches the network unasked. */
const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required"
]

/**
 * Features to switch off. The popups of the address bar load a page of their own for each window, which costs more than most
 * pages of tests. Addresses of this machine stand in candidates as they are, because the names in their place need a network.
 * Playwright switches off the others, and Chromium reads the last list alone.
 */
const features = [
  "WebRtcHideLocalIpsWithMdns",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "ThirdPartyStoragePartitioning"
]

/** How to launch a Chromium. */
export interface LaunchOptions {
  /** A WAV file that the fake microphone plays in a loop. The page gets permission without a prompt. */
  readonly microphone?: string
  /** Refuses permission for the microphone. Defaults to false. */
  readonly denyMicrophone?: boolean
  /** More arguments of the command line. */
  readonly args?: ReadonlyArray<string>
}

/** Launches a headless Chromium that reaches nothing but what a page asks for. The caller closes it. */
export const launchChromium = (options: LaunchOptions = {}): Promise<Browser> => {
  const microphone =
    options.microphone === undefined
      ? []
      : [
          "--use-fake-device-for-media-stream",
          `--use-file-for-fake-audio-capture=${options.microphone}`,
          `--use-fake-ui-for-media-stream${options.denyMicrophone === true ? "=deny" : ""}`
        ]
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...quiet, `--disable-features=${features.join()}`, ...microphone, ...(options.args ?? [])]
  })
}
