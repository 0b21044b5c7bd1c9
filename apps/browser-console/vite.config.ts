import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

/** The page, built into a folder that any server of files can serve. */
export default defineConfig({
  plugins: [react()],
  worker: { format: "es" },
  build: {
    // Where `light-dark()` is known, which the colours are written in.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    outDir: "dist/page",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900
  }
})
