/** A constructed sheet needs neither a nonce nor a request, and travels with the component. */

const RULES = `
.lg { position: relative; height: 100%; min-height: 0; overflow: hidden; contain: strict; font-variant-numeric: tabular-nums; }
.lg-scroll { position: absolute; inset: 0; overflow: auto; overscroll-behavior: contain; }
.lg-sizer { min-width: 100%; min-height: 100%; }
.lg-stage { position: sticky; top: 0; left: 0; overflow: hidden; user-select: none; -webkit-user-select: none; }
.lg-canvas { position: absolute; inset: 0; display: block; }
.lg-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.lg-editor { position: absolute; box-sizing: border-box; margin: 0; padding: 0 7px; border: 2px solid var(--accent); border-radius: 0;
  outline: none; resize: none; overflow: hidden; background: var(--surface); color: var(--ink); font: inherit; font-size: 13px;
  white-space: pre; box-shadow: 0 2px 8px rgb(0 0 0 / 0.18); z-index: 2; user-select: text; -webkit-user-select: text; }
.lg-editor[data-idle] { opacity: 0; pointer-events: none; box-shadow: none; caret-color: transparent; }
.lg-note { position: absolute; z-index: 3; box-sizing: border-box; max-width: 320px; padding: 8px 12px; border: 1px solid var(--line);
  border-inline-start: 3px solid var(--bad); border-radius: 4px; background: var(--surface); color: var(--ink); font-size: 13px;
  line-height: 1.4; box-shadow: 0 4px 16px rgb(0 0 0 / 0.16); }
.lg-note[data-tone="warn"] { border-inline-start-color: var(--warn); }
.lg-note[hidden] { display: none; }
.lg-note p { margin: 0; }
.lg-note div { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin-top: 8px; }
.lg-note div[hidden] { display: none; }
.lg-note a { color: var(--accent); }
.lg-note button { min-height: 28px; padding: 0 10px; border: 1px solid var(--line); border-radius: 4px; background: var(--surface-2);
  color: var(--ink); font: inherit; cursor: pointer; }
.lg-note button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.lg-empty { position: absolute; left: 0; right: 0; padding: 0 24px; text-align: center; background: var(--surface);
  color: var(--ink-2); font-size: 14px; pointer-events: none; }
.lg-empty[hidden] { display: none; }
`;

let sheet: CSSStyleSheet | null = null;

export function adoptStyles(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
