/** Reads one spoken sentence. The answer is bytes of sound, or text that holds them in base64. */
import { Base64 } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import type { EngineError } from "../Contract.ts"
import { AnswerReader, type AnswerText, done } from "./answers.ts"
import { isError, parsed, textIn, field } from "./json.ts"
import { broken, type Call } from "./post.ts"
import { problemOf } from "./problem.ts"
import { soundIn } from "./soundShapes.ts"
import { isSoundFile, type RawFormat, SoundReader } from "./SoundReader.ts"

/** How many characters an event or an answer with sound in base64 may have. */
const maxTextSize = 32 * 1024 * 1024
/** An answer that begins with this many printable bytes is text, because no sound does. */
const tellingBytes = 16

type Samples = Effect.Effect<Int16Array, EngineError>

/** The state of one answer of a speech server. */
export class SpeechReading {
  readonly #call: Call
  readonly #sound: SoundReader
  readonly #texts: AnswerReader
  readonly #decoder = new TextDecoder()
  readonly #saysText: boolean
  #form: "unknown" | "sound" | "text" = "unknown"
  #head: Uint8Array = new Uint8Array(0)
  #hasSound = false
  #strange: string | undefined
  /** Whether the server ended the sound. */
  isDone = false

  constructor(call: Call, contentType: string) {
    this.#call = call
    this.#sound = new SoundReader(rawFormat(contentType))
    this.#texts = new AnswerReader(call, contentType, maxTextSize)
    this.#saysText = /^(?:text\/|application\/(?:[\w.-]{1,80}\+)?(?:json|x-ndjson))/i.test(contentType)
  }

  /** Takes bytes of the answer. Returns the samples that they complete. */
  push(bytes: Uint8Array): Samples {
    if (this.#form !== "unknown") return this.#read(bytes)
    const head = new Uint8Array(this.#head.length + bytes.length)
    head.set(this.#head)
    head.set(bytes, this.#head.length)
    this.#head = head
    if (head.length < tellingBytes) return Effect.succeed(new Int16Array(0))
    this.#form = isPrintable(head.subarray(0, tellingBytes)) ? "text" : "sound"
    return this.#read(head)
  }

  /** Returns the last samples. Fails if the answer had no sound. */
  end(): Samples {
    if (this.#form === "unknown" && this.#head.length > 0) {
      this.#form = isPrintable(this.#head) && (this.#saysText || this.#head[0] === 0x7b) ? "text" : "sound"
      return Effect.zipWith(this.#read(this.#head), this.end(), joined)
    }
    if (this.#form !== "text" || this.isDone) return this.#last()
    return Effect.flatMap(this.#texts.end(), (texts) =>
      Effect.flatMap(this.#take(texts), (samples) =>
        Effect.map(
          Effect.suspend(() => this.#last()),
          (last) => joined(samples, last)
        )
      )
    )
  }

  #read(bytes: Uint8Array): Samples {
    if (this.#form === "sound") return this.#checked(this.#sound.push(bytes))
    const text = this.#decoder.decode(bytes, { stream: true })
    return Effect.flatMap(this.#texts.push(text), (texts) => this.#take(texts))
  }

  #last(): Samples {
    return this.#strange !== undefined && !this.#hasSound
      ? broken(this.#call, `its answer has no sound: ${problemOf(200, this.#strange, this.#call.server).message}`)
      : this.#checked(this.#sound.end())
  }

  #take(texts: ReadonlyArray<AnswerText>): Samples {
    let samples: Int16Array = new Int16Array(0)
    for (const { text } of texts) {
      const event = parsed(text)
      if (isError(event)) return broken(this.#call, problemOf(500, text, this.#call.server).message)
      this.isDone ||= text === done || textIn(field(event, "type"))?.endsWith(".done") === true
      const written = soundIn(event)
      if (written === undefined) {
        if (text !== done && !this.isDone) this.#strange = text
        continue
      }
      const bytes = Base64.decode(written)
      const more = bytes._tag === "Failure" ? "its sound is not base64" : this.#sound.push(bytes.success)
      if (typeof more === "string") return broken(this.#call, more)
      this.#hasSound = true
      samples = joined(samples, more)
    }
    return Effect.succeed(samples)
  }

  #checked(samples: Int16Array | string): Samples {
    return typeof samples === "string" ? broken(this.#call, samples) : Effect.succeed(samples)
  }
}

/** Reads the format of headerless sound from its type, e.g. `audio/pcm;rate=16000;channels=2`. */
const rawFormat = (type: string): RawFormat => {
  const rate = Number(/;\s{0,8}(?:sample_?)?rate="?(\d{1,6})/i.exec(type)?.[1] ?? 24_000)
  const isStereo = /;\s{0,8}channels="?2(?!\d)/i.test(type)
  return { sampleRate: rate >= 1000 && rate <= 384_000 ? rate : 24_000, channels: isStereo ? 2 : 1 }
}

/** Whether bytes are printable ASCII, white space or a byte order mark, and not a sound file. */
const isPrintable = (bytes: Uint8Array): boolean => {
  if (isSoundFile(bytes)) return false
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return bytes.subarray(hasMark ? 3 : 0).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13))
}

const joined = (first: Int16Array, second: Int16Array): Int16Array => {
  if (first.length === 0) return second
  if (second.length === 0) return first
  const all = new Int16Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
