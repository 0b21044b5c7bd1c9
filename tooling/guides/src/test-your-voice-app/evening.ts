import { openWaiter } from "./waiter.ts"

const where = { key: process.env["OPENAI_API_KEY"] ?? "", url: process.env["REALTIME_URL"] }
await using waiter = await openWaiter(where, async (dish) => `${dish} in five minutes`)
await waiter.configure({ type: "realtime", output_modalities: ["text"] })
waiter.on("response.output_text.done", ({ text }) => {
  console.log(text)
  void waiter.close()
})
await waiter.sendText("A soup, please.")
await waiter.closed
