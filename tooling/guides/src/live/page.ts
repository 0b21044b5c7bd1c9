import { live } from "@antiphon/client/http"

// #region answer
const api = { key: process.env["OPENAI_API_KEY"], url: process.env["REALTIME_URL"] }

/** Answers the offer of a page with your key and your settings. Check the user first. */
export const answer = async (request: Request): Promise<Response> => {
  const session = { model: "gpt-live-1", instructions: "You take bookings.", store: true }
  return Response.json(await live.create({ ...api, session, sdp: await request.text() }))
}
// #endregion

// #region fork
/** Goes on from a stored session whose connection was lost. */
export const goOn = async (sessionId: string, request: Request): Promise<Response> =>
  Response.json(await live.fork({ ...api, sessionId, sdp: await request.text() }))
// #endregion
