/**
 * Starts a sign-in at the OpenID provider. With `again` the provider must ask for the person anew,
 * which is the proof that a reveal or a write needs. Posts and then navigates, because a plain form
 * that ends at another origin is what `form-action 'self'` forbids.
 * Leaves the page; rejects if the console does not answer.
 */
export async function startSignIn(callbackUrl: string, again = false): Promise<void> {
  const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const extra = again ? "?prompt=login&max_age=0" : "";
  const response = await fetch(`/api/auth/signin/oidc${extra}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken, callbackUrl, json: "true" }),
  });
  const { url } = (await response.json()) as { url: string };
  window.location.assign(url);
}
