/** The flags of `antiphon serve`. */
import { Calls } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { engineNames } from "./engines.ts"
import { faultsHelp, readFaults } from "./faults.ts"
import { keysLayer } from "./keys.ts"
import { structuredLogs } from "./log.ts"
import { serve } from "./serve.ts"

const atLeast = (least: number) =>
  Flag.filter(
    (value: number) => value >= least,
    () => `a number, ${least} or more`
  )

const flags = {
  engine: Flag.Literals("engine", engineNames).pipe(
    Flag.withDescription(
      "Who answers. offline: Silero hears turns, a few rules answer typed text, flite speaks; it cannot tell the words of audio and repeats it. echo: the user's own audio or text. scripted: what a file says, turn by turn. compatible: HTTP servers that speak OpenAI's REST API, named by ANTIPHON_CHAT_URL and _MODEL, and by ANTIPHON_TRANSCRIPTION_… and ANTIPHON_SPEECH_…, each with a _KEY where it wants one"
    ),
    Flag.withDefault("offline" as const)
  ),
  script: Flag.String("script").pipe(
    Flag.withMetavar("FILE.json"),
    Flag.withDescription("The script of --engine scripted; its format is in the README"),
    Flag.optional
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription("The address to listen on (127.0.0.1: this machine alone; 0.0.0.0: everyone, so set keys)"),
    Flag.withDefault("127.0.0.1")
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The port (8765; 0: any free one, told in the log)"),
    Flag.withDefault(8765),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    )
  ),
  cert: Flag.String("cert").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The certificate for TLS; then the address is wss"),
    Flag.optional
  ),
  key: Flag.String("key").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The private key of the certificate"),
    Flag.optional
  ),
  origins: Flag.String("origin").pipe(
    Flag.withMetavar("ORIGIN"),
    Flag.withDescription(
      "The origin of a page that may connect, e.g. http://localhost:5173, or localhost for every page of this machine; may be given again. Without it no page may, only programs"
    ),
    Flag.atLeast(0)
  ),
  speaksBeta: Flag.Boolean("beta").pipe(
    Flag.withDescription("Answer clients of the beta in the beta; else they are turned away, as OpenAI does"),
    Flag.withDefault(false)
  ),
  maxConnections: Flag.Int("max-connections").pipe(
    Flag.withDescription("Sessions open at once; more get HTTP 503 (100)"),
    Flag.withDefault(100),
    atLeast(1)
  ),
  maxFrameBytes: Flag.Int("max-frame-bytes").pipe(
    Flag.withDescription("Bytes of one event; a longer one ends its connection with 1009 (16777216)"),
    Flag.withDefault(16 * 1024 * 1024),
    atLeast(1024)
  ),
  maxSessionSeconds: Flag.Int("max-session-seconds").pipe(
    Flag.withDescription("Life of a session; then it ends with session_expired and 1001 (3600)"),
    Flag.withDefault(3600),
    atLeast(1)
  ),
  maxAudioSeconds: Flag.Int("max-audio-seconds").pipe(
    Flag.withDescription("Audio that may wait uncommitted in a session; more is refused (600)"),
    Flag.withDefault(600),
    atLeast(1)
  ),
  record: Flag.String("record").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription("Write each session's events to a file here, words and audio among them, keys not"),
    Flag.optional
  ),
  seed: Flag.String("seed").pipe(
    Flag.withDescription("Make the ids of the sessions and the faults from this: the same seed, the same events"),
    Flag.optional
  ),
  faults: Flag.String("faults").pipe(
    Flag.withMetavar("LIST"),
    Flag.withDescription(`Let things go wrong on purpose, ${faultsHelp}; with --seed, the same ones each time`),
    Flag.optional
  )
}

export const serveCommand = Command.make(
  "serve",
  flags,
  Effect.fnUntraced(function* (options) {
    const faults = Option.isNone(options.faults) ? undefined : yield* readFaults(options.faults.value)
    yield* serve({ ...options, faults }).pipe(
      Effect.scoped,
      Effect.provide([keysLayer, Calls.layer]),
      // Told to stop, it has done what it was asked to.
      Effect.onInterrupt(() =>
        Effect.sync(() => {
          process.exitCode = 0
        })
      ),
      Effect.provide(structuredLogs)
    )
  })
).pipe(
  Command.withDescription(
    [
      "Serve the OpenAI Realtime protocol to any client, with real audio and turn detection, until SIGTERM or Ctrl-C.",
      "Clients connect to /v1/realtime (conversation, or transcription with ?intent=transcription) and to",
      "/v1/realtime/translations. ANTIPHON_KEYS in the environment holds the keys that clients must have, separated by",
      "commas; without it everyone is admitted. POST /v1/realtime/client_secrets makes secrets for pages, POST /v1/realtime/calls",
      "opens calls over WebRTC, GET /healthz says whether the server is well. The log is one JSON object a line, and holds neither keys nor words nor audio."
    ].join(" ")
  ),
  Command.withExamples([
    { command: "antiphon serve", description: "On this machine, port 8765, offline" },
    { command: "antiphon serve --engine scripted --script turns.json --port 0", description: "What a test expects" },
    {
      command: "ANTIPHON_KEYS=sk-one,sk-two antiphon serve --host 0.0.0.0 --cert cert.pem --key key.pem",
      description: "For others, with TLS and keys"
    },
    { command: "antiphon serve --origin http://localhost:5173 --record out/sessions", description: "For a page" }
  ])
)
