"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { late } from "@/components/ui/late";
import { countOf } from "@/components/ui/money";
import { Panel } from "@/components/ui/table";
import type { SecretDetail } from "@/lib/domain/secret";

const TagEditor = late(() => import("./tag-editor").then((file) => file.TagEditor));

/** The tags; an operator may change them unless the secret is about to go. */
export function TagList({ secret, mayChange }: { secret: SecretDetail; mayChange: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const { tags } = secret;
  return (
    <Panel
      id="tags"
      title="Tags"
      aside={
        mayChange &&
        !secret.deletionRequestedAt && (
          <Button size="small" onClick={() => setEditing(true)}>
            Edit tags
          </Button>
        )
      }
    >
      {tags.length === 0 ? (
        <p className="px-4 py-3 text-ink-2 text-table">
          No tags. Without an owner tag nobody can be asked about this secret.
        </p>
      ) : (
        <dl aria-label={countOf(tags.length, "tag")} className="divide-y">
          {tags.map(({ key, value }) => (
            <div
              key={key}
              className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-4 px-4 py-1.5"
            >
              <dt className="break-names text-ink-2 text-table">{key}</dt>
              <dd className="break-names text-table">
                {value || <span className="text-ink-3">empty</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {isEditing && <TagEditor secret={secret} onClose={() => setEditing(false)} />}
    </Panel>
  );
}
