/**
 * Where the two files of this package lie. They are file addresses in Node. A bundler turns them into addresses of the
 * site.
 */

/** The weights of Moonshine tiny for English, 27.5 MB. */
export const weightsUrl = new URL("../weights/moonshine-tiny-en.bin", import.meta.url)

/** The compiled kernels, 7 kB. */
export const kernelsUrl = new URL("../kernels/kernels.wasm", import.meta.url)
