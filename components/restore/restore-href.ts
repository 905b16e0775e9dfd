/** The address of one request, or of one box of the inbox. */
export function restoreHref(given: { id?: string; box?: string; before?: string }): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(given)) if (value) query.set(key, value);
  const text = query.toString();
  return `/restore-requests${text && `?${text}`}`;
}
