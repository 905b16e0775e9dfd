import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageTitle } from "@/components/console/page-title";
import { ButtonLink } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { type ReadData, type ReadInput, type ReadName, readKey } from "@/lib/browser/read-key";
import type { Outcome } from "@/lib/domain/outcome";
import { reads } from "@/lib/reads";

/**
 * Answers one read on the server and hands it to the browser, so that the page arrives filled.
 * If the read fails, its words stand where the page would be.
 */
export async function Prefetched<Name extends ReadName>({
  name,
  input,
  title,
  children,
}: {
  name: Name;
  input: ReadInput<Name>;
  /** The heading above the words of a failure. */
  title?: string;
  children: ReactNode;
}) {
  const ask = reads[name] as (input: ReadInput<Name>) => Promise<Outcome<ReadData<Name>>>;
  const outcome = await ask(input);
  if (!outcome.ok) {
    return (
      <>
        {title && <PageTitle>{title}</PageTitle>}
        <FailureAlert
          failure={outcome.failure}
          actions={
            title &&
            title !== "Inventory" && (
              <ButtonLink href="/inventory" size="small">
                Open the inventory
              </ButtonLink>
            )
          }
        />
      </>
    );
  }
  const client = new QueryClient();
  // As the route answers it: what is undefined would be spelled out in the page, row by row.
  const data: ReadData<Name> = JSON.parse(JSON.stringify(outcome.data));
  client.setQueryData(readKey(name, input), data);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
