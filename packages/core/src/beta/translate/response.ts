/** Translates responses, both as a server has them and as a client asks for them. */
import type { Response, ResponseCreateParams } from "../../shapes/Response.ts"
import type { ResponseBeta, ResponseCreateParamsBeta } from "../shapes/Response.ts"
import { modalitiesFromGa, modalitiesToGa } from "./audio.ts"
import { flattened, nested, outputToGa } from "./audioConfig.ts"
import { move, put } from "./fields.ts"
import { inputFromGa, inputToGa, itemsFromGa, itemsToGa } from "./item.ts"
import { notInBeta, notInGa, type Trail } from "./Lost.ts"
import { toolChoiceFromGa, toolsFromGa } from "./tool.ts"

export const responseToGa = (response: ResponseBeta, trail: Trail): Response => {
  const { output, modalities, voice, output_audio_format, temperature, ...rest } = response
  trail.lose({ temperature }, notInGa)
  return {
    ...rest,
    ...put("output", output, itemsToGa(trail.at("output"))),
    ...put("output_modalities", modalities, modalitiesToGa),
    ...nested(response, trail, { input: {}, output: outputToGa({ voice, output_audio_format }, trail) })
  }
}

export const responseFromGa = (response: Response, trail: Trail): ResponseBeta => {
  const { output, output_modalities, audio, ...rest } = response
  return {
    ...rest,
    ...put("output", output, itemsFromGa(trail.at("output"))),
    ...put("modalities", output_modalities, modalitiesFromGa),
    ...flattened(audio, trail)
  }
}

export const paramsToGa = (params: ResponseCreateParamsBeta, trail: Trail): ResponseCreateParams => {
  const { input, modalities, voice, output_audio_format, temperature, max_response_output_tokens, ...rest } = params
  trail.lose({ temperature }, notInGa)
  return {
    ...rest,
    ...put("input", input, inputToGa(trail.at("input"))),
    ...put("output_modalities", modalities, modalitiesToGa),
    ...move("max_output_tokens", max_response_output_tokens),
    ...nested(params, trail, { input: {}, output: outputToGa({ voice, output_audio_format }, trail) })
  }
}

export const paramsFromGa = (params: ResponseCreateParams, trail: Trail): ResponseCreateParamsBeta => {
  const {
    input,
    output_modalities,
    audio,
    tools,
    tool_choice,
    max_output_tokens,
    parallel_tool_calls,
    reasoning,
    prompt,
    ...rest
  } = params
  trail.lose({ parallel_tool_calls, reasoning, prompt }, notInBeta)
  return {
    ...rest,
    ...put("input", input, inputFromGa(trail.at("input"))),
    ...put("modalities", output_modalities, modalitiesFromGa),
    ...put("tools", tools, toolsFromGa(trail.at("tools"))),
    ...move("tool_choice", toolChoiceFromGa(tool_choice, trail.at("tool_choice"))),
    ...move("max_response_output_tokens", max_output_tokens),
    ...flattened(audio, trail)
  }
}
