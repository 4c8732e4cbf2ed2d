/** Fetch JSON from our own server, with the CSRF token, a time limit and two kinds of failure: no answer, and a no. */

/** The server could not be reached, or did not answer in time. */
export class Unreachable extends Error {}

/** The server answered, and it was a no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`HTTP ${String(status)}`);
  }
}

function token(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function bodyOf(answer: Response): Promise<unknown> {
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  return isJson ? ((await answer.json()) as unknown) : undefined;
}

/** Characters. A request that is sent while the page goes may still arrive, if it is small (browsers allow 64 KiB). */
const OUTLIVES_PAGE = 30_000;

export interface Asking {
  method?: string;
  /** JSON, or a form where it is URLSearchParams. */
  body?: unknown;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Sent as Idempotency-Key: the same request, sent again with it, is done once. */
  key?: string;
  /** The version that the person saw, sent as If-Match: 412 where it is another one by now. */
  match?: number;
}

function request({ method = "GET", body, key, match }: Asking): RequestInit {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (match !== undefined) headers["If-Match"] = `"${String(match)}"`;
  if (method !== "GET") headers["X-CSRFToken"] = token();
  const plain: RequestInit = { method, headers, credentials: "same-origin" };
  if (body === undefined) return plain;
  if (body instanceof URLSearchParams) return { ...plain, body };
  headers["Content-Type"] = "application/json";
  const text = JSON.stringify(body);
  return { ...plain, body: text, keepalive: text.length < OUTLIVES_PAGE };
}

/**
 * Send a request, return the JSON of the answer.
 * Throws Unreachable without an answer, Refused with a status of 400 or more, AbortError when the caller lost interest.
 */
export async function ask<T>(address: string, asking: Asking = {}): Promise<T> {
  const { signal, timeoutMs = 20_000 } = asking;
  const limit = AbortSignal.timeout(timeoutMs);
  let answer: Response;
  try {
    answer = await fetch(address, { ...request(asking), signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (answer.status >= 400) throw new Refused(answer.status, await bodyOf(answer));
  return (await bodyOf(answer)) as T;
}
