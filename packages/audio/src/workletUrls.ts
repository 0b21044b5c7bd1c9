/**
 * Addresses of the worklet files. Bundlers look for `new URL("./…", import.meta.url)`, and leave the path as it is in a
 * bundle, so this module stays beside the folder `worklets`.
 */
export const playerUrl = (): URL => new URL("./worklets/player.js", import.meta.url)
export const captureUrl = (): URL => new URL("./worklets/capture.js", import.meta.url)
