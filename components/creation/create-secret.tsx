"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useSession } from "@/components/console/use-session";
import { secretHref } from "@/components/secret/secret-link";
import { StepUp } from "@/components/secret/step-up";
import { Button, ButtonLink } from "@/components/ui/button";
import { FailureAlert } from "@/components/ui/failure-alert";
import { announce } from "@/components/ui/status";
import { useGoneWithThePage } from "@/components/value/use-gone-with-the-page";
import type { CreatedSecret } from "@/lib/domain/new-secret";
import type { PriceSheet } from "@/lib/domain/prices";
import type { SessionView } from "@/lib/domain/session";
import { emptyRow } from "@/lib/domain/value-draft";
import { CreateTrouble } from "./create-trouble";
import { KeyPart, PolicyPart, ReplicasPart, TagsPart } from "./more-parts";
import { inputOf, type NewSecretState, problemsOf } from "./new-secret-state";
import { Price } from "./price";
import { useCreate } from "./use-create";
import { ValuePart } from "./value-part";
import { WhereAndName } from "./where-and-name";

/** A sign-in that ends sooner than this would end the work: it is asked for before. */
const SIGN_IN_MARGIN_MS = 5 * 60_000;

/** Everything a secret is created with, on one page; ends on the page of the new secret. */
export function CreateSecret({ sheets }: { sheets: readonly PriceSheet[] }) {
  const session = useSession();
  const [startedAt] = useState(() => Date.now());
  if (!session) return null;
  if (Date.parse(session.stepUpUntil) < startedAt + SIGN_IN_MARGIN_MS)
    return <StepUp says="It is asked for now, so that nothing you type gets lost." />;
  return <CreateForm session={session} sheets={sheets} />;
}

function CreateForm({ session, sheets }: { session: SessionView; sheets: readonly PriceSheet[] }) {
  const router = useRouter();
  const query = useSearchParams();
  const first = () => firstState(session, query);
  const [state, setState] = useState<NewSecretState>(first);
  // The id of the first version: one for this page, so that a repeated click makes one secret.
  const [token] = useState(() => crypto.randomUUID());
  const [isTouched, setTouched] = useState(false);
  const [created, setCreated] = useState<CreatedSecret>();
  useGoneWithThePage(() => setState(first()), isTouched && !created);
  const {
    state: progress,
    create,
    look,
  } = useCreate((made) => {
    setState(first());
    setCreated(made);
    announce(`Created ${state.name}.`);
    if (!made.policyFailure) router.push(secretHref(made.arn));
  });
  const change = (some: Partial<NewSecretState>) => {
    setTouched(true);
    setState((before) => ({ ...before, ...some }));
    if (some.accountId || some.region) keepInAddress({ ...state, ...some });
  };
  if (created) return <Created created={created} />;
  const problems = problemsOf(state);
  const isBusy = progress.is === "creating" || progress.is === "looking";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problems.length === 0 && !isBusy) create(inputOf(state, token)).catch(() => undefined);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <fieldset disabled={isBusy} className="flex min-w-0 flex-col gap-4">
        <WhereAndName state={state} onChange={change} />
        <ValuePart state={state} onChange={change} />
        <KeyPart state={state} onChange={change} />
        <TagsPart state={state} onChange={change} />
        <ReplicasPart state={state} onChange={change} />
        <PolicyPart state={state} onChange={change} />
      </fieldset>
      <Price state={state} sheets={sheets} />
      <CreateTrouble state={progress} secret={state} onLook={() => look(inputOf(state, token))} />
      <div className="flex flex-wrap items-start justify-end gap-x-6 gap-y-2">
        {problems.length > 0 && (
          <ul className="flex-1 basis-64 text-ink-2 text-table">
            {problems.map(({ at, says }) => (
              <li key={`${at} ${says}`}>
                <a
                  href={`#${at}`}
                  className="inline-flex min-h-6 items-center rounded-control underline"
                >
                  {says}
                </a>
              </li>
            ))}
          </ul>
        )}
        <span className="flex gap-2">
          <ButtonLink href="/inventory">Cancel</ButtonLink>
          <Button look="primary" type="submit" disabled={isBusy || problems.length > 0}>
            {progress.is === "creating"
              ? "Creating and checking…"
              : progress.is === "looking"
                ? "Not confirmed. Checking…"
                : "Create the secret"}
          </Button>
        </span>
      </div>
    </form>
  );
}

function firstState(session: SessionView, query: URLSearchParams): NewSecretState {
  const { accounts } = session;
  const account = accounts.find(({ id }) => id === query.get("account")) ?? accounts[0];
  const region = account?.regions.find((each) => each === query.get("region"));
  return {
    accountId: account?.id ?? "",
    region: region ?? account?.regions[0] ?? "",
    name: "",
    description: "",
    draft: { kind: "key-value", rows: [emptyRow(0)] },
    isExternal: false,
    externalType: "",
    kmsKeyId: "",
    tags: [],
    replicas: {},
    policy: "",
  };
}

function keepInAddress({ accountId, region }: NewSecretState): void {
  const query = new URLSearchParams({ account: accountId, region });
  window.history.replaceState(null, "", `?${query}`);
}

/** The secret is there; only what failed after it keeps the person here. */
function Created({ created: { arn, policyFailure } }: { created: CreatedSecret }) {
  if (!policyFailure) return <p className="text-table">Created. Opening it…</p>;
  return (
    <FailureAlert
      title="The secret is created. Its resource policy is not attached, or not surely."
      failure={policyFailure}
      actions={
        <ButtonLink href={secretHref(arn)} look="primary">
          Open the secret
        </ButtonLink>
      }
    />
  );
}
