import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

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

export default defineConfig({
  root,
  // Relative, so that chunks find each other under any STATIC_URL.
  base: "./",
  publicDir: false,
  build: {
    outDir: "static/dist",
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
    },
  },
  test: {
    include: ["static/src/**/*.test.ts"],
    environment: "node",
    passWithNoTests: false,
  },
});
