import type { World } from "../../contract";
import { storeOf } from "../../secrets-manager/store";
import { databaseValue, passwordOf, tokenOf } from "./made-up";
import type { Actor, RegionName } from "./principals";
import type { CallOptions, Stage } from "./stage";

/** What a secret's story is about, and where it lives. */
export interface Place {
  accountId: string;
  region: RegionName;
}

type Tags = Readonly<Record<string, string>>;

export interface Creation {
  description?: string;
  tags?: Tags;
  kmsKeyId?: string;
  /** `none` makes a secret without a version; the others differ in form. */
  value?: "password" | "postgres" | "mysql" | "none" | { text: string } | { base64: string };
  replicaRegions?: readonly RegionName[];
  type?: string;
}

/**
 * One secret of the demo estate and the calls that make its story. Each value written gets the
 * next number, and the version's id follows from name and number.
 */
export class DemoSecret {
  private turns = 0;
  private form: "password" | "postgres" | "mysql" = "password";

  constructor(
    private readonly stage: Stage,
    readonly name: string,
    readonly place: Place,
  ) {}

  /** The id of the version that the n-th write made; the first is 1. */
  versionId(turn: number): string {
    return tokenOf(`${this.place.accountId} ${this.place.region} ${this.name} ${turn}`);
  }

  create(when: Date, actor: Actor, creation: Creation = {}): this {
    const value = creation.value ?? "password";
    if (value === "postgres" || value === "mysql") this.form = value;
    this.send(when, actor, "CreateSecret", {
      Name: this.name,
      ...(value === "none" ? { ClientRequestToken: this.versionId(0) } : this.nextValue(value)),
      ...(creation.description ? { Description: creation.description } : {}),
      ...(creation.kmsKeyId ? { KmsKeyId: creation.kmsKeyId } : {}),
      ...(creation.type ? { Type: creation.type } : {}),
      ...(creation.tags ? { Tags: tagList(creation.tags) } : {}),
      ...(creation.replicaRegions
        ? { AddReplicaRegions: creation.replicaRegions.map((Region) => ({ Region })) }
        : {}),
    });
    return this;
  }

  /** A new version under the labels given, AWSCURRENT if none are. */
  put(when: Date, actor: Actor, labels?: readonly string[]): this {
    this.send(when, actor, "PutSecretValue", {
      SecretId: this.name,
      ...this.nextValue(this.form),
      ...(labels ? { VersionStages: labels } : {}),
    });
    return this;
  }

  /** Moves, adds or removes one label; turns as in `versionId`. */
  label(when: Date, actor: Actor, label: string, move: { to?: number; from?: number }): this {
    this.send(when, actor, "UpdateSecretVersionStage", {
      SecretId: this.name,
      VersionStage: label,
      ...(move.to ? { MoveToVersionId: this.versionId(move.to) } : {}),
      ...(move.from ? { RemoveFromVersionId: this.versionId(move.from) } : {}),
    });
    return this;
  }

  read(when: Date, actor: Actor, options?: CallOptions): this {
    this.send(when, actor, "GetSecretValue", { SecretId: this.name }, options);
    return this;
  }

  /** A read by somebody of another account, who has to name the full ARN (facts 2.1). */
  readFromOutside(when: Date, actor: Actor, options?: CallOptions): this {
    const { accountId, region } = this.place;
    const arn = (world: World) =>
      storeOf(world.region(accountId, region)).named(this.name)?.arn ?? this.name;
    this.stage.call(
      when,
      actor,
      { region, operation: "GetSecretValue" },
      (world) => ({ SecretId: arn(world) }),
      options,
    );
    return this;
  }

  delete(when: Date, actor: Actor, windowDays: number | undefined, options?: CallOptions): this {
    const window = windowDays === undefined ? {} : { RecoveryWindowInDays: windowDays };
    this.send(when, actor, "DeleteSecret", { SecretId: this.name, ...window }, options);
    return this;
  }

  /** Any other operation on this secret. */
  send(
    when: Date,
    actor: Actor,
    operation: string,
    input: Record<string, unknown>,
    options?: CallOptions,
  ): this {
    const subject = operation === "CreateSecret" ? {} : { SecretId: this.name };
    this.stage.call(
      when,
      actor,
      { region: this.place.region, operation },
      { ...subject, ...input },
      options,
    );
    return this;
  }

  private nextValue(value: Exclude<Creation["value"], undefined | "none">) {
    this.turns += 1;
    const token = { ClientRequestToken: this.versionId(this.turns) };
    if (typeof value === "object") {
      return "text" in value
        ? { ...token, SecretString: value.text }
        : { ...token, SecretBinary: value.base64 };
    }
    const text =
      value === "password"
        ? passwordOf(this.name, this.turns)
        : databaseValue(this.name, this.turns, value);
    return { ...token, SecretString: text };
  }
}

export function tagList(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
