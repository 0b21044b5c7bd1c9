import { asterisk, audioSocket, plivo, signalwire, telnyx, vonage } from "@antiphon/telephony/node"

const publicUrl = "wss://phone.example/stream"
export const carriers = [
  telnyx({ publicUrl, publicKey: "…", apiKey: "…" }),
  vonage({ publicUrl, signatureSecret: "…", application: { id: "…", privateKey: "-----BEGIN PRIVATE KEY-----…" } }),
  plivo({ publicUrl, authToken: "…", authId: "MA…" }),
  signalwire({
    publicUrl,
    signingKey: "PSK_…",
    api: { url: "https://example.signalwire.com", project: "…", token: "…" }
  }),
  asterisk({
    username: "agent",
    password: "…",
    ari: { url: "http://127.0.0.1:8088/ari", username: "…", password: "…" }
  }),
  audioSocket({ admitsCall: (uuid) => uuid === "00000000-0000-4000-8000-000000000001" })
]
