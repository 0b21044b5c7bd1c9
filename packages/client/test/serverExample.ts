import { calls, createClientSecret, webhook } from "@antiphon/client/http"

const api = { url: process.env["REALTIME_URL"] }

export const token = async () => (await createClientSecret({ ...api, session: { type: "realtime" } })).value

export const ring = async (request: Request, secret: string) => {
  const event = await webhook.verify({ payload: await request.text(), headers: request.headers, secret })
  if (event.type !== "realtime.call.incoming") return
  await calls.accept({ ...api, callId: event.data.call_id, session: { type: "realtime", model: "gpt-realtime" } })
}
