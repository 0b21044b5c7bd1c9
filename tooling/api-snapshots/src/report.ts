/** The public declarations of an entry point, as text to review. */
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Entry } from "./entries.ts"

const compilerOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"]
}

/** The compiler that built the declarations has checked them; a name without a release tag is no news. */
const silent = { default: { logLevel: ExtractorLogLevel.None } }

/**
 * Every name that can be imported from the entry and what it is, in the order of the alphabet, with no word of its
 * documentation. Two reports differ where the types that users see do. Needs the package built; throws where it is not.
 */
export const report = ({ declarations, folder }: Entry): string => {
  const reportFolder = mkdtempSync(join(tmpdir(), "api-report-"))
  try {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: folder,
        mainEntryPointFilePath: declarations,
        compiler: { overrideTsconfig: { compilerOptions, files: [declarations] } },
        apiReport: {
          enabled: true,
          reportFolder,
          reportTempFolder: reportFolder,
          reportFileName: "report",
          includeForgottenExports: true
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: silent,
          extractorMessageReporting: silent,
          tsdocMessageReporting: silent
        }
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(folder, "package.json")
    })
    Extractor.invoke(config, {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = message.logLevel !== ExtractorLogLevel.Error
      }
    })
    return readFileSync(join(reportFolder, "report.api.md"), "utf8").replaceAll(/^ *\/\/ \(undocumented\)\n/gm, "")
  } finally {
    rmSync(reportFolder, { recursive: true })
  }
}
