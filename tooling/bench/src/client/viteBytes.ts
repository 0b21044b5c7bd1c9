/** Measures the size of a page as Vite bundles it. */
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build, type Rollup } from "vite"

const name = "page"
const root = fileURLToPath(new URL("../..", import.meta.url))

/** The bytes of a page's script as Vite bundles it, gzipped at level 9. */
export const viteBytes = async (source: string): Promise<number> => {
  const built = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { write: false, modulePreload: false, rollupOptions: { input: name } },
    plugins: [
      {
        name,
        resolveId: (id) => (id === name ? `${root}${name}.js` : undefined),
        load: (id) => (id === `${root}${name}.js` ? source : undefined)
      }
    ]
  })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((made) => ("output" in made ? made.output : []))
  return outputs.reduce((bytes, made) => (made.type === "chunk" ? bytes + gzipped(made) : bytes), 0)
}

const gzipped = ({ code }: Rollup.OutputChunk): number => gzipSync(code, { level: 9 }).length
