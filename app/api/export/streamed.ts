/** A file that is sent as it is made: a slow reader holds nothing but the piece in hand. */
export function streamed(file: {
  name: string;
  type: string;
  text: AsyncGenerator<string | Uint8Array>;
}): Response {
  return new Response(streamOf(file.text), {
    headers: {
      "cache-control": "no-store",
      "content-type": file.type,
      "content-disposition": `attachment; filename="${file.name}"`,
      "x-content-type-options": "nosniff",
    },
  });
}

/** Pulled piece by piece. */
function streamOf(text: AsyncGenerator<string | Uint8Array>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}
