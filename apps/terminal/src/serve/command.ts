/** The flags of `antiphon serve`. */
import { doubleNames } from "@antiphon/providers/double"
import { RunningCalls } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { engineNames } from "./engines.ts"
import { faultsHelp, readFaults } from "./faults.ts"
import { keysLayer } from "./keys.ts"
import { structuredLogs } from "./log.ts"
import { serve } from "./serve.ts"

/** Refuses numbers below a bound. */
const atLeast = (least: number) =>
  Flag.filter(
    (value: number) => value >= least,
    () => `a number of at least ${least}`
  )

/** The flags with their help. */
const flags = {
  engine: Flag.Literals("engine", engineNames).pipe(
    Flag.withDescription(
      "How the server answers. Defaults to offline. offline: Silero detects turns, a few rules answer typed text, flite speaks, and audio is repeated. echo: returns the user's own audio or text. scripted: plays the turns of a file. compatible: uses HTTP servers with OpenAI's REST API, named by ANTIPHON_CHAT_URL and _MODEL, and by ANTIPHON_TRANSCRIPTION_… and ANTIPHON_SPEECH_…, each with an optional _KEY"
    ),
    Flag.withDefault("offline" as const)
  ),
  script: Flag.String("script").pipe(
    Flag.withMetavar("FILE.json"),
    Flag.withDescription("The script of --engine scripted. The README has its format"),
    Flag.optional
  ),
  host: Flag.String("host").pipe(
    Flag.withMetavar("ADDRESS"),
    Flag.withDescription(
      "The address to listen on. Defaults to 127.0.0.1, which only this machine reaches. With 0.0.0.0, set keys"
    ),
    Flag.withDefault("127.0.0.1")
  ),
  port: Flag.Int("port").pipe(
    Flag.withDescription("The port. Defaults to 8765. With 0 any free one, which the log names"),
    Flag.withDefault(8765),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    )
  ),
  tls: Flag.Boolean("tls").pipe(
    Flag.withDescription(
      "Make a certificate for this run, which makes the address wss. Its file and its fingerprint are in the log"
    ),
    Flag.withDefault(false)
  ),
  cert: Flag.String("cert").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The certificate for TLS, which makes the address wss"),
    Flag.optional
  ),
  key: Flag.String("key").pipe(
    Flag.withMetavar("FILE.pem"),
    Flag.withDescription("The private key of the certificate"),
    Flag.optional
  ),
  sip: Flag.Int("sip").pipe(
    Flag.withMetavar("PORT"),
    Flag.withDescription(
      "Answer phones over SIP on this port, UDP and TCP, at the address of --host. 0 is any free one, which the log names. Without --webhook every call is answered at once"
    ),
    Flag.filter(
      (port) => port >= 0 && port < 65_536,
      () => "a port, 0 to 65535"
    ),
    Flag.optional
  ),
  webhook: Flag.String("webhook").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      "Ring this address for each phone with a realtime.call.incoming, signed with ANTIPHON_WEBHOOK_SECRET. Requests then accept, reject, transfer and hang up"
    ),
    Flag.optional
  ),
  origins: Flag.String("origin").pipe(
    Flag.withMetavar("ORIGIN"),
    Flag.withDescription(
      "The origin of a page that may connect, e.g. http://localhost:5173, or localhost for every page of this machine. Repeat it for more. Without it only programs may connect"
    ),
    Flag.atLeast(0)
  ),
  as: Flag.Literals("as", doubleNames).pipe(
    Flag.withDescription(
      "Speak like a provider, at its addresses and in its dialect, to try a client of it without a key or a network. Without it the server speaks like OpenAI"
    ),
    Flag.optional
  ),
  speaksBeta: Flag.Boolean("beta").pipe(
    Flag.withDescription("Serve clients of the beta in the beta. Without it they are refused, as OpenAI does"),
    Flag.withDefault(false)
  ),
  maxConnections: Flag.Int("max-connections").pipe(
    Flag.withDescription("How many sessions may be open at once. More get HTTP 503. Defaults to 100"),
    Flag.withDefault(100),
    atLeast(1)
  ),
  maxFrameBytes: Flag.Int("max-frame-bytes").pipe(
    Flag.withDescription(
      "The largest event in bytes. A longer one ends its connection with 1009. Defaults to 16777216"
    ),
    Flag.withDefault(16 * 1024 * 1024),
    atLeast(1024)
  ),
  maxSessionSeconds: Flag.Int("max-session-seconds").pipe(
    Flag.withDescription("The longest session. It ends with session_expired and 1001. Defaults to 3600"),
    Flag.withDefault(3600),
    atLeast(1)
  ),
  maxAudioSeconds: Flag.Int("max-audio-seconds").pipe(
    Flag.withDescription("The most uncommitted audio of a session. More is refused. Defaults to 600"),
    Flag.withDefault(600),
    atLeast(1)
  ),
  record: Flag.String("record").pipe(
    Flag.withMetavar("FOLDER"),
    Flag.withDescription("The folder for a file of each session's events, with words and audio, without keys"),
    Flag.optional
  ),
  seed: Flag.String("seed").pipe(
    Flag.withMetavar("TEXT"),
    Flag.withDescription("The seed of ids and faults. The same seed gives the same events"),
    Flag.optional
  ),
  faults: Flag.String("faults").pipe(
    Flag.withMetavar("LIST"),
    Flag.withDescription(`Inject faults, ${faultsHelp}. With --seed they repeat`),
    Flag.optional
  )
}

/** The `serve` subcommand. */
export const serveCommand = Command.make(
  "serve",
  flags,
  Effect.fnUntraced(function* (options) {
    const faults = Option.isNone(options.faults) ? undefined : yield* readFaults(options.faults.value)
    yield* serve({ ...options, faults }).pipe(
      Effect.scoped,
      Effect.provide([keysLayer, RunningCalls.layer]),
      // A stopped server has done its job.
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
      "commas. Without it everyone is admitted. POST /v1/realtime/client_secrets creates secrets for pages, POST /v1/realtime/calls",
      "opens calls over WebRTC, GET /healthz reports health. The log is one JSON object a line, and holds neither keys nor words nor audio."
    ].join(" ")
  ),
  Command.withExamples([
    { command: "antiphon serve", description: "On this machine, port 8765, offline" },
    { command: "antiphon serve --engine scripted --script turns.json --port 0", description: "What a test expects" },
    {
      command: "ANTIPHON_KEYS=sk-one,sk-two antiphon serve --host 0.0.0.0 --cert cert.pem --key key.pem",
      description: "For others, with TLS and keys"
    },
    { command: "antiphon serve --tls", description: "For a client that dials wss only, such as the openai package" },
    { command: "antiphon serve --sip 5080", description: "For a softphone, at sip:antiphon@127.0.0.1:5080" },
    { command: "antiphon serve --as xai", description: "Like xAI, for a client with xai({ url, key })" },
    { command: "antiphon serve --origin http://localhost:5173 --record out/sessions", description: "For a page" }
  ])
)
