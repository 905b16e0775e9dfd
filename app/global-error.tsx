"use client";

import "./globals.css";

/** The last resort, when even the shell broke. Has no inline style, which the policy would block. */
export default function ShellError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto max-w-2xl p-6">
          <title>Strongroom</title>
          <h1 className="mb-2 font-semibold text-page">The console broke</h1>
          <p className="mb-4 text-ink-2">Something went wrong on our side. Nothing was changed.</p>
          <button
            type="button"
            onClick={reset}
            className="h-8 rounded-button border border-line-strong bg-panel px-3 font-medium text-table"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
