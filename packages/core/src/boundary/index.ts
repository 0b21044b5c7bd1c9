/**
 * Checks of arguments, for authors of packages whose users write JavaScript. A message names the field, says what is
 * wrong, and says what to pass. It quotes no text, which may be a key in the wrong place. Each package throws its own error
 * with it. `asyncDispose` is for what their users open with `await using`.
 */
export {
  hasMethods,
  isArrayOf,
  isConnection,
  isFunction,
  isInt16Array,
  isMs,
  isNumber,
  isObject,
  isOptions,
  isText,
  kindOf
} from "./kindOf.ts"
export { nearest } from "./nearest.ts"
export { aFunction, flag, ms, optionsProblem, type Rule, type Rules, samples } from "./optionsProblem.ts"
export { itemProblem, type Place, responseProblem, settingsProblem } from "./requests.ts"
export { ArgumentError, type Call, callOf, fromCaller, graftStack, refuseArgument, throwArgument } from "./caller.ts"
export { cutText } from "./cutText.ts"
export { environmentKey } from "./environmentKey.ts"
export { asyncDispose } from "./asyncDispose.ts"
