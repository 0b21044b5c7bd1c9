/** Launches WebKitGTK for a test, with a screen, a microphone that plays a tone, and a loudspeaker that is silent. */
import { findProgram } from "@antiphon/programs"
import { startSound } from "@antiphon/firefox"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { commandMs, type Driver, driverAt } from "./Driver.ts"
import { type Page, pageOf } from "./Page.ts"

export interface WebKit {
  /** One page, which goes from site to site. */
  readonly page: Page
  /** E.g. `2.50.6`. */
  readonly version: string
  readonly close: () => Promise<void>
}

/** Settings of WebKitGTK's own browser. They give it a microphone without a device, and let it play without a click. */
const args = ["--automation", "--autoplay-policy=allow", "--enable-mock-capture-devices=TRUE"]

/** The longest that the driver may take to start, in ms. */
const startMs = 20_000

const findDriver = (): string =>
  findProgram({
    title: "WebKitGTK's driver",
    variable: "WEBKIT_DRIVER_PATH",
    names: ["WebKitWebDriver"],

    debian: "webkit2gtk-driver"
  })

const findScreen = (): string =>
  findProgram({ title: "a screen for WebKitGTK", variable: "XVFB_PATH", names: ["Xvfb"], debian: "xvfb" })

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

/** Starts a screen, and waits until it says its number. */
const startScreen = async (children: Array<ChildProcess>): Promise<string> => {
  const screen = spawn(findScreen(), ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"]
  })
  children.push(screen)
  const [number]: ReadonlyArray<unknown> = await Promise.race([
    once(screen.stdio[3] ?? screen, "data"),
    once(screen, "exit").then(() => {
      throw new Error("Xvfb did not start")
    })
  ])
  return `:${String(number).trim()}`
}

/** Asks until the driver listens, which it says nowhere. */
const listening = async ({ command }: Driver, driver: ChildProcess): Promise<void> => {
  for (let waitedMs = 0; ; waitedMs += 50) {
    const answer = await command("GET", "/status").catch((cause: unknown) => cause)
    if (!(answer instanceof Error)) return
    if (waitedMs > startMs || driver.exitCode !== null) throw new Error("the driver did not start", { cause: answer })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Launches WebKitGTK with a new profile. The caller closes it. */
export const launchWebKit = async (): Promise<WebKit> => {
  const home = await mkdtemp(join(tmpdir(), "webkit-"))
  const children: Array<ChildProcess> = []
  const sound = await startSound(home)
  const orphaned = () => children.forEach((child) => child.kill("SIGKILL"))
  process.once("exit", orphaned)
  const end = async (): Promise<void> => {
    for (const child of children.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const exited = once(child, "exit")
      child.kill("SIGTERM")
      await exited
    }
    process.off("exit", orphaned)
    await sound.stop()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const display = await startScreen(children)
    const port = await freePort()
    const env = {
      ...process.env,
      ...sound.env,
      DISPLAY: display,
      GDK_BACKEND: "x11",
      HOME: home,
      LIBGL_ALWAYS_SOFTWARE: "1",
      // Processes of root have no sandbox.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      XDG_RUNTIME_DIR: home
    }
    const process_ = spawn(findDriver(), [`--port=${port}`, "--host=127.0.0.1"], { env, stdio: "ignore" })
    children.push(process_)
    const driver = driverAt(`http://127.0.0.1:${port}`)
    await listening(driver, process_)
    const { capabilities, sessionId } = await driver.command<{
      readonly sessionId: string
      readonly capabilities: { readonly browserVersion: string }
    }>("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { args } } } })
    const session = `/session/${sessionId}`
    await driver.command("POST", `${session}/timeouts`, { script: commandMs })
    return {
      page: pageOf(driver, session),
      version: capabilities.browserVersion,
      close: async () => {
        await driver.command("DELETE", session).catch(() => {})
        await end()
      }
    }
  } catch (cause) {
    await end()
    throw cause
  }
}
