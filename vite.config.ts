import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";

import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

/** Every page script and every style sheet is an entry of its own; a template names the one it wants. */
function entries(folder: string, ending: string): string[] {
  const path = resolve(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending) && !name.endsWith(`.test${ending}`) && !name.startsWith("_"))
    .sort()
    .map((name) => resolve(path, name));
}

const OUTPUT = "static/dist";
/** Below this, the header of a compressed file costs more than it saves. */
const WORTH_BYTES = 1024;

/** What several pages share is a file of its own only from this size on. */
const SMALLEST_CHUNK_BYTES = 20_000;

/** Leaves a .gz beside every script and style sheet, for the server to send instead: once here, not at each request. */
const compressed = {
  name: "compressed",
  apply: "build" as const,
  closeBundle(): void {
    const assets = resolve(root, OUTPUT, "assets");
    for (const name of readdirSync(assets).filter((one) => /\.(js|css|svg)$/.test(one))) {
      const content = readFileSync(resolve(assets, name));
      if (content.length > WORTH_BYTES) writeFileSync(resolve(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  root,
  plugins: [compressed],
  // Relative, so that chunks find each other under any STATIC_URL.
  base: "./",
  publicDir: false,
  build: {
    outDir: OUTPUT,
    emptyOutDir: true,
    // Outside .vite/: Django's collectstatic leaves out files that start with a dot.
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    target: "es2022",
    // A data: URL would need a wider img-src in the content security policy.
    assetsInlineLimit: 0,
    cssCodeSplit: true,
    rollupOptions: {
      input: [...entries("static/src/pages", ".ts"), ...entries("static/css", ".css")],
      // A browser that comes for the first time waits for each request longer than for a few kilobytes more.
      output: { experimentalMinChunkSize: SMALLEST_CHUNK_BYTES },
    },
  },
  test: {
    include: ["static/src/**/*.test.ts"],
    environment: "node",
    passWithNoTests: false,
  },
});
