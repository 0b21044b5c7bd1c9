/** The tokens or seconds that a response or a transcription cost. */
import * as Schema from "effect/Schema"
import { nullish, shape, unlistedName } from "../wire/Wire.ts"

/** The cached input tokens by kind. */
export class CachedTokensDetails extends shape<CachedTokensDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int),
  /** Tokens of images. */
  image_tokens: nullish(Schema.Int)
}) {}

/** The input tokens by kind. The other counts include `cached_tokens`. */
export class UsageInputTokenDetails extends shape<UsageInputTokenDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int),
  /** Tokens of images. */
  image_tokens: nullish(Schema.Int),
  /** The input tokens that came from the cache. */
  cached_tokens: nullish(Schema.Int),
  /** The cached input tokens by kind. */
  cached_tokens_details: nullish(CachedTokensDetails)
}) {}

/** The output tokens by kind. */
export class UsageOutputTokenDetails extends shape<UsageOutputTokenDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int)
}) {}

/** The tokens that one response used. */
export class ResponseUsage extends shape<ResponseUsage>()({
  /** Input and output together. */
  total_tokens: nullish(Schema.Int),
  /** Tokens of input. */
  input_tokens: nullish(Schema.Int),
  /** Tokens of output. */
  output_tokens: nullish(Schema.Int),
  /** Tokens of input by kind. */
  input_token_details: nullish(UsageInputTokenDetails),
  /** Tokens of output by kind. */
  output_token_details: nullish(UsageOutputTokenDetails)
}) {}

/** A transcription billed by tokens. */
export class TranscriptionUsageTokens extends shape<TranscriptionUsageTokens>()({
  type: Schema.tag("tokens"),
  /** Input and output together. */
  total_tokens: nullish(Schema.Int),
  /** Tokens of input. */
  input_tokens: nullish(Schema.Int),
  /** Tokens of output. */
  output_tokens: nullish(Schema.Int),
  /** Tokens of input by kind. */
  input_token_details: nullish(
    Schema.Struct({
      /** Tokens of text. */
      text_tokens: nullish(Schema.Int),
      /** Tokens of audio. */
      audio_tokens: nullish(Schema.Int)
    })
  )
}) {}

/** A transcription billed by time. */
export class TranscriptionUsageDuration extends shape<TranscriptionUsageDuration>()({
  type: Schema.tag("duration"),
  /** Seconds of audio. */
  seconds: nullish(Schema.Finite)
}) {}

/** A measure of cost that this version does not name. */
export class UnlistedTranscriptionUsage extends shape<UnlistedTranscriptionUsage>()({
  type: unlistedName(["tokens", "duration"])
}) {}

/** What a transcription cost. */
export const TranscriptionUsage = Schema.Union([
  TranscriptionUsageTokens,
  TranscriptionUsageDuration,
  UnlistedTranscriptionUsage
])
export type TranscriptionUsage = typeof TranscriptionUsage.Type
