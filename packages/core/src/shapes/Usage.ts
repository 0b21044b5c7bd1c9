/** What a response or a transcription cost, in tokens. */
import * as Schema from "effect/Schema"
import { nullish, shape, unlistedName } from "../wire/Wire.ts"

/** Which input tokens came from the cache. */
export class CachedTokensDetails extends shape<CachedTokensDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int),
  /** Tokens of images. */
  image_tokens: nullish(Schema.Int)
}) {}

/** Input tokens by kind; `cached_tokens` are part of them, not beside them. */
export class UsageInputTokenDetails extends shape<UsageInputTokenDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int),
  /** Tokens of images. */
  image_tokens: nullish(Schema.Int),
  /** Those of the input that came from the cache. */
  cached_tokens: nullish(Schema.Int),
  /** The same by kind. */
  cached_tokens_details: nullish(CachedTokensDetails)
}) {}

/** Output tokens by kind. */
export class UsageOutputTokenDetails extends shape<UsageOutputTokenDetails>()({
  /** Tokens of text. */
  text_tokens: nullish(Schema.Int),
  /** Tokens of audio. */
  audio_tokens: nullish(Schema.Int)
}) {}

/** The tokens of one response. */
export class ResponseUsage extends shape<ResponseUsage>()({
  /** Input and output together. */
  total_tokens: nullish(Schema.Int),
  /** Tokens read. */
  input_tokens: nullish(Schema.Int),
  /** Tokens made. */
  output_tokens: nullish(Schema.Int),
  /** Tokens read, by kind. */
  input_token_details: nullish(UsageInputTokenDetails),
  /** Tokens made, by kind. */
  output_token_details: nullish(UsageOutputTokenDetails)
}) {}

/** A transcription billed by tokens. */
export class TranscriptionUsageTokens extends shape<TranscriptionUsageTokens>()({
  type: Schema.tag("tokens"),
  /** Input and output together. */
  total_tokens: nullish(Schema.Int),
  /** Tokens read. */
  input_tokens: nullish(Schema.Int),
  /** Tokens made. */
  output_tokens: nullish(Schema.Int),
  /** Tokens read, by kind. */
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

/** A bill of a kind that this version does not name. */
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
