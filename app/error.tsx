"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

/** A page that broke while drawing. Says so without the error's text, which may hold anything. */
export default function PageError({
  error,
  reset,
}: {
  error: { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto max-w-2xl p-6">
      <h1 className="mb-4 font-semibold text-page">This page broke</h1>
      <Alert
        tone="bad"
        title="Something went wrong on our side."
        actions={<Button onClick={reset}>Try again</Button>}
      >
        <p>Nothing was changed by this.</p>
        {error.digest && (
          <p>
            Reference <code className="font-mono">{error.digest}</code>
          </p>
        )}
      </Alert>
    </main>
  );
}
