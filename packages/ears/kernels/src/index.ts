/** The kernels of the forward pass, in AssemblyScript. `scripts/buildKernels.ts` compiles them to `kernels.wasm`. */
export { arrange, attend, attendBefore } from "./attention"
export { best, embed, gelu, groupNorm, layerNorm, odds, rotate, swiglu, tanh } from "./functions"
export { product, quantize } from "./products"
