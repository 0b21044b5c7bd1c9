/** Answers a real number of Twilio. */
import { listen, twilio } from "@antiphon/telephony/node"
import { answer, noteOf, type Notes } from "./agent.ts"
import { openModel } from "./model.ts"
import type { Options } from "./options.ts"

/** Serves until the process is ended. */
export const serveTwilio = async ({ model: name, port, publicUrl = "", url }: Options): Promise<void> => {
  const authToken = process.env["TWILIO_AUTH_TOKEN"] ?? ""
  if (authToken === "") throw new Error("TWILIO_AUTH_TOKEN is not set. Put the auth token of the account into it.")
  const accountSid = process.env["TWILIO_ACCOUNT_SID"]
  const carrier = twilio({ publicUrl, authToken, ...(accountSid === undefined ? {} : { accountSid }) })
  const model = await openModel(url)
  const phone = await listen({
    carrier,
    port,
    onCall: async (call) => {
      process.stdout.write(`${call.from ?? "someone"} calls\n`)
      const notes: Notes = new Map()
      await answer(call, model, name, notes)
      const { end, toldMs } = noteOf(notes, call.id)
      const interrupted = toldMs === undefined ? "" : `, interrupted after ${toldMs} ms`
      process.stdout.write(`${call.from ?? "someone"}: ${end}${interrupted}\n`)
    }
  })
  const webhook = publicUrl.replace(/^ws/u, "http")
  process.stdout.write(`Set the webhook of the number to ${webhook}, by POST. Pass its path to port ${phone.port}.\n`)
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve)
    process.once("SIGTERM", resolve)
  })
  await phone.close()
  await model.close()
}
