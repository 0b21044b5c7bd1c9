/** Measures from the end of speech to the first sample of the answer, in a call of Chromium with `antiphon serve`. */
import { launchChromium, serveFolder } from "@antiphon/chromium"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const cli = dirname(fileURLToPath(import.meta.resolve("@antiphon/cli/package.json")))

/** Starts `antiphon serve` with the echo engine, and returns the address of its API. */
const startServer = async (origin: string) => {
  const args = ["serve", "--engine", "echo", "--port", "0", "--origin", origin]
  const child = spawn(process.execPath, [join(cli, "src", "main.ts"), ...args], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("antiphon serve ended")))
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { message, url }: { readonly message: string; readonly url?: string } = JSON.parse(line)
      if (message === "listening" && url !== undefined) resolve(url.replace(/^ws/, "http"))
    })
  })
  return { child, url }
}

/** Takes `turns` turns in one call. Returns the ms of each. */
export const answers = async (turns: number): Promise<ReadonlyArray<number>> => {
  const root = await mkdtemp(join(tmpdir(), "answers-"))
  await build({
    entryPoints: [fileURLToPath(new URL("answerPage.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "browser",
    outfile: join(root, "main.js")
  })
  await writeFile(join(root, "index.html"), `<!doctype html><script type="module" src="/main.js"></script>`)
  const site = await serveFolder({ root })
  const { child, url } = await startServer(site.url)
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(site.url, { waitUntil: "load" })
    await page.evaluate((at) => window.openCall(at), url)
    const figures: Array<number> = []
    for (let turn = 0; turn < turns; turn++) figures.push(await page.evaluate(() => window.ask()))
    return figures
  } finally {
    await browser.close()
    await site.close()
    child.kill("SIGTERM")
    await once(child, "exit")
    await rm(root, { recursive: true, force: true })
  }
}
