/** The flags of `antiphon transcribe`. */
import { Argument, Command, Flag } from "effect/cli"
import { formats, transcribe } from "./transcribe.ts"

/** The `transcribe` subcommand. */
export const transcribeCommand = Command.make(
  "transcribe",
  {
    file: Argument.String("FILE.wav").pipe(Argument.withDescription("A recording of English speech")),
    format: Flag.Literals("format", formats).pipe(
      Flag.withDescription("text, json with the log probability of each word, or srt for subtitles. Defaults to text"),
      Flag.withDefault("text")
    )
  },
  ({ file, format }) => transcribe(file, format)
).pipe(
  Command.withDescription(
    "Write down what is said in a recording. It needs no key and no network, and understands English only."
  ),
  Command.withExamples([
    { command: "antiphon transcribe turn.wav", description: "The words" },
    { command: "antiphon transcribe talk.wav --format srt > talk.srt", description: "Subtitles" }
  ])
)
