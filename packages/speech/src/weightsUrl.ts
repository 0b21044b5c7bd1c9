/** Where the weights of this package lie: a file address in Node, what the bundler makes of it in a browser. 974 340 bytes. */
export const weightsUrl = new URL("../weights/silero-v6-16k.bin", import.meta.url)
