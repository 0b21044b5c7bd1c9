/** The suites of the bench, by name. */
import type { Row } from "./row.ts"

interface Module {
  readonly rows: () => Promise<ReadonlyArray<Row>>
}

export const suites = {
  decode: (): Promise<Module> => import("./decode.ts"),
  audio: (): Promise<Module> => import("./audio.ts"),
  websocket: (): Promise<Module> => import("./websocket.ts"),
  webrtc: (): Promise<Module> => import("./webrtc.ts"),
  speech: (): Promise<Module> => import("./speech.ts"),
  session: (): Promise<Module> => import("./session.ts"),
  client: (): Promise<Module> => import("./client.ts"),
  server: (): Promise<Module> => import("./server.ts"),
  gateway: (): Promise<Module> => import("./gateway.ts"),
  ears: (): Promise<Module> => import("./ears.ts"),
  telephony: (): Promise<Module> => import("./telephony.ts"),
  start: (): Promise<Module> => import("./start.ts")
} as const

export type Suite = keyof typeof suites
