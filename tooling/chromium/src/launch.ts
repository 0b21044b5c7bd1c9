import { type Browser, chromium } from "playwright-core"
import { findChromium } from "./find.ts"

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

export interface LaunchOptions {
  /** A WAV file that the fake microphone plays in a loop; permission is given unasked. */
  readonly microphone?: string
  /** Permission for the microphone is refused. */
  readonly denyMicrophone?: boolean
  readonly args?: ReadonlyArray<string>
}

/** A headless Chromium that reaches nothing but what a page asks for. Close it. */
export const launchChromium = (options: LaunchOptions = {}): Promise<Browser> => {
  const microphone =
    options.microphone === undefined
      ? []
      : [
          "--use-fake-device-for-media-stream",
          `--use-file-for-fake-audio-capture=${options.microphone}`,
          ...(options.denyMicrophone === true ? [] : ["--use-fake-ui-for-media-stream"])
        ]
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: [...quiet, ...microphone, ...(options.args ?? [])]
  })
}
