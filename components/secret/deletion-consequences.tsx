"use client";

import type { ReactNode } from "react";
import { Ago } from "@/components/ui/date";
import { FailureAlert } from "@/components/ui/failure-alert";
import { countOf } from "@/components/ui/money";
import { useRead } from "@/lib/browser/read";
import type { SecretDetail } from "@/lib/domain/secret";
import type { SecretReaders } from "@/lib/domain/secret-readers";
import { ReaderTable } from "./reader-table";
import { trailWords } from "./trail-words";

/** What stops working at once, as far as CloudTrail and AWS tell. */
export function DeletionConsequences({ secret }: { secret: SecretDetail }) {
  const { data, error } = useRead("readers", { arn: secret.arn });
  return (
    <section aria-label="What stops working" className="flex flex-col gap-2">
      <h3 className="font-semibold">What stops working at once</h3>
      {error && !data && (
        <FailureAlert title="Who reads it is not known." failure={error.failure} />
      )}
      {!data && !error && <p className="text-ink-2">Looking for who reads it…</p>}
      {data && <Readers secret={secret} data={data} />}
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {secret.rotationEnabled && (
          <li>
            AWS turns rotation off now. Nothing promises that a restore turns it on again: look, and
            switch it on by hand.
          </li>
        )}
        {data?.infrastructure.map(({ owner, evidence, at }) => (
          <li key={owner}>
            <Strong>{owner}</Strong> seems to own it ({evidence}
            {at && (
              <>
                , <Ago at={at} />
              </>
            )}
            ). Remove it there, or that code fails or makes it again.
          </li>
        ))}
        <li>
          The name stays taken until AWS erases the secret. A new one of this name gets another ARN:
          policies that name the old ARN do not fit it.
        </li>
        <li>
          Values, labels and tags cannot be changed while it waits; the restore is for approvers.
        </li>
      </ul>
    </section>
  );
}

function Readers({ secret, data }: { secret: SecretDetail; data: SecretReaders }) {
  const { readers, lastWeek, trail } = data;
  const applications = readers.filter(({ kind }) => kind === "application");
  const others = readers.length - applications.length;
  const count = `${trail.isWhole ? "" : "At least "}${countOf(applications.length, "caller")}`;
  return (
    <>
      <p>
        {applications.length === 0 && trail.isWhole
          ? "No application asked for the value in the last 90 days."
          : `${count} asked for the value in the last 90 days and will be refused.`}
        {others > 0 && " Its own rotation and this console read it too."}
        <span className="block text-caption text-ink-3">
          {trailWords(trail)} A client that caches fails only when it asks again.
        </span>
      </p>
      {applications.length > 0 && (
        <div className="relative max-h-56 overflow-y-auto rounded-control border">
          <ReaderTable readers={applications} lastWeek={lastWeek} secretName={secret.name} />
        </div>
      )}
    </>
  );
}

function Strong({ children }: { children: ReactNode }) {
  return <strong className="font-semibold">{children}</strong>;
}
