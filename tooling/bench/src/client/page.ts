/** The page of the bench: a session with a speaker, and nothing that talks into it. */
import { connect } from "@antiphon/client"
import { openSpeaker } from "@antiphon/client/browser"

const url = document.documentElement.dataset["realtimeUrl"]

export const session = await connect({ model: "gpt-realtime", key: "ek_bench", url, speaker: await openSpeaker() })
