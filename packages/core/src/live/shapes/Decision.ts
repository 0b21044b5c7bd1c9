/** The questions that a decision model answers beside the conversation, and its answers. */
import * as Schema from "effect/Schema"
import { nullish, shape, unlistedName } from "../../wire/Wire.ts"
import { DecisionInput } from "./DecisionPart.ts"

const question = {
  /** A name that the answer repeats. */
  name: nullish(Schema.String),
  /** What to decide. */
  instructions: DecisionInput
}

/** One of the answers to choose from. */
export class DecisionChoiceOption extends shape<DecisionChoiceOption>()({
  /** The value that the answer gives. */
  value: Schema.Union([Schema.String, Schema.Boolean]),
  /** When to choose it. */
  description: nullish(Schema.String)
}) {}

/** Asks which of several values fits. */
export class DecisionQuestionChoice extends shape<DecisionQuestionChoice>()({
  type: Schema.tag("choice"),
  ...question,
  /** The values to choose from. */
  choices: Schema.Array(DecisionChoiceOption)
}) {}

/** Asks whether something is true. */
export class DecisionQuestionPredicate extends shape<DecisionQuestionPredicate>()({
  type: Schema.tag("predicate"),
  ...question
}) {}

/** A level of a scale. */
export class DecisionLevel extends shape<DecisionLevel>()({
  /** The name of the level. */
  label: Schema.String,
  /** When the level fits. */
  description: nullish(Schema.String)
}) {}

/** Asks for a level on a scale. */
export class DecisionQuestionScore extends shape<DecisionQuestionScore>()({
  type: Schema.tag("score"),
  ...question,
  /** The levels from the lowest to the highest. */
  levels: Schema.Array(DecisionLevel)
}) {}

/** A question that this version does not name. */
export class UnlistedDecisionQuestion extends shape<UnlistedDecisionQuestion>()({
  type: unlistedName(["choice", "predicate", "score"])
}) {}

/** A question to the decision model. */
export const DecisionQuestion = Schema.Union([
  DecisionQuestionChoice,
  DecisionQuestionPredicate,
  DecisionQuestionScore,
  UnlistedDecisionQuestion
])
export type DecisionQuestion = typeof DecisionQuestion.Type

/** The name of the question that an answer belongs to. Null if the question has none. */
const named = { name: nullish(Schema.String) }

/** How likely a statement is true. */
export class DecisionAnswerPredicate extends shape<DecisionAnswerPredicate>()({
  type: Schema.tag("predicate"),
  ...named,
  /** From 0 to 1. */
  probability: Schema.Finite
}) {}

/** How likely a value is. */
export class ChoiceProbability extends shape<ChoiceProbability>()({
  /** The value. */
  value: Schema.Union([Schema.String, Schema.Boolean]),
  /** From 0 to 1. */
  probability: Schema.Finite
}) {}

/** The value that fits best. */
export class DecisionAnswerChoice extends shape<DecisionAnswerChoice>()({
  type: Schema.tag("choice"),
  ...named,
  /** The value. */
  choice: Schema.Union([Schema.String, Schema.Boolean]),
  /** From 0 to 1. */
  confidence: nullish(Schema.Finite),
  /** How likely each value is. */
  probabilities: nullish(Schema.Array(ChoiceProbability))
}) {}

/** How likely a level is. */
export class ScoreProbability extends shape<ScoreProbability>()({
  /** The name of the level. */
  label: Schema.String,
  /** The place of the level on the scale. */
  value: Schema.Finite,
  /** From 0 to 1. */
  probability: Schema.Finite
}) {}

/** A place on the scale. */
export class DecisionAnswerScore extends shape<DecisionAnswerScore>()({
  type: Schema.tag("score"),
  ...named,
  /** The place, which may lie between two levels. */
  score: Schema.Finite,
  /** From 0 to 1. */
  confidence: nullish(Schema.Finite),
  /** How likely each level is. */
  probabilities: nullish(Schema.Array(ScoreProbability))
}) {}

/** The model did not answer. */
export class DecisionAnswerRefusal extends shape<DecisionAnswerRefusal>()({
  type: Schema.tag("refusal"),
  ...named
}) {}

/** An answer that this version does not name. */
export class UnlistedDecisionAnswer extends shape<UnlistedDecisionAnswer>()({
  type: unlistedName(["predicate", "choice", "score", "refusal"])
}) {}

/** The answer to one question. */
export const DecisionAnswer = Schema.Union([
  DecisionAnswerPredicate,
  DecisionAnswerChoice,
  DecisionAnswerScore,
  DecisionAnswerRefusal,
  UnlistedDecisionAnswer
])
export type DecisionAnswer = typeof DecisionAnswer.Type

/** The tokens of a decision's input by their price. */
export class DecisionInputTokens extends shape<DecisionInputTokens>()({
  /** The tokens that were written to the cache. */
  cache_write_tokens: nullish(Schema.Int),
  /** The tokens that came from the cache. */
  cached_tokens: nullish(Schema.Int)
}) {}

/** The tokens of a decision's output by their kind. */
export class DecisionOutputTokens extends shape<DecisionOutputTokens>()({
  /** The tokens of the model's reasoning. */
  reasoning_tokens: nullish(Schema.Int)
}) {}

/** The tokens that a decision cost. */
export class DecisionUsage extends shape<DecisionUsage>()({
  /** The tokens that the model read. */
  input_tokens: nullish(Schema.Int),
  /** The tokens that the model read by their price. */
  input_tokens_details: nullish(DecisionInputTokens),
  /** The tokens that the model wrote. */
  output_tokens: nullish(Schema.Int),
  /** The tokens that the model wrote by their kind. */
  output_tokens_details: nullish(DecisionOutputTokens),
  /** The sum of both. */
  total_tokens: nullish(Schema.Int)
}) {}

/** The answers of a decision model. */
export class Decision extends shape<Decision>()({
  /** The answers in the order of the questions. */
  answers: Schema.Array(DecisionAnswer),
  /** The decision model. */
  model: nullish(Schema.String),
  /** The tokens that the decision cost. */
  usage: nullish(DecisionUsage)
}) {}

/** A decision is complete. */
export class DecisionCompleted extends shape<DecisionCompleted>()({
  type: Schema.tag("decision.completed"),
  /** The answers. */
  decision: Decision
}) {}

/** Something about a decision that this version does not name. */
export class UnlistedDecisionProgress extends shape<UnlistedDecisionProgress>()({
  type: unlistedName(["decision.completed"])
}) {}

/** What a decision model did. */
export const DecisionProgress = Schema.Union([DecisionCompleted, UnlistedDecisionProgress])
export type DecisionProgress = typeof DecisionProgress.Type
