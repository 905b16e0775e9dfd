import type { World } from "../contract";
import { logInvocation, scriptedFailure } from "../lambda/log";
import { type LambdaFunction, type RotationStep, rotationSteps, scriptOf } from "../lambda/state";
import { afterRotationStart, afterWrite, current, pending, without } from "./labels";
import { findFunction } from "./neighbours";
import { randomPassword } from "./random-password";
import { runStep } from "./rotation-function";
import { nextWindow } from "./schedule";
import type { Rotation, Secret } from "./secret";
import { recordEvent } from "./service-events";
import { changed, putLabels } from "./sync";
import { timingOf } from "./timing";

/**
 * Computes NextRotationDate and lets the clock begin the rotation at some moment inside that
 * window: AWS promises the window, never the moment (facts 2.4).
 */
export function planRotation(world: World, secret: Secret): void {
  const { rotation } = secret;
  if (!rotation) return;
  rotation.cancel?.();
  rotation.cancel = undefined;
  rotation.nextAt = undefined;
  const window = upcoming(world, secret);
  if (!window) return;
  rotation.nextAt = window.end;
  startWithin(world, secret, rotation, window);
}

/**
 * Begins a rotation: AWSPENDING goes on a version without a value, the rest happens by the clock.
 */
export function startRotation(world: World, secret: Secret, token: string): void {
  const { rotation } = secret;
  if (!rotation) return;
  const now = world.clock.now().getTime();
  if (!secret.versions.has(token)) secret.versions.set(token, { id: token, createdAt: now });
  rotation.openToken = token;
  rotation.tries = 0;
  putLabels(world, secret, afterRotationStart(secret.labels, token));
  beginTry(world, secret, token);
}

/**
 * The trial run of RotateImmediately=false: testSecret alone, on a temporary AWSPENDING version
 * that holds a copy of the current value (facts 2.4).
 */
export function testRotation(world: World, secret: Secret, token: string): void {
  const value = secret.versions.get(secret.labels.get(current) ?? "")?.value;
  const now = world.clock.now().getTime();
  secret.versions.set(token, { id: token, createdAt: now, ...(value ? { value } : {}) });
  putLabels(world, secret, afterRotationStart(secret.labels, token));
  recordEvent(world, secret, "TestRotationStarted");
  later(world, timingOf(world).rotationStepMs, () => {
    const failure = secret.deletedAt === undefined && failureOf(world, secret, "testSecret", token);
    secret.versions.delete(token);
    putLabels(world, secret, without(secret.labels, pending, token));
    if (failure) recordEvent(world, secret, "TestRotationFailed", failure);
    else recordEvent(world, secret, "TestRotationSucceeded");
  });
}

/** Ends an open rotation because its version lost AWSPENDING; the schedule goes on. */
export function endRotation(world: World, secret: Secret, abandoned: boolean): void {
  if (!secret.rotation) return;
  secret.rotation.openToken = undefined;
  if (abandoned) recordEvent(world, secret, "RotationAbandoned");
  planRotation(world, secret);
}

/** Turns rotation off, as CancelRotateSecret and DeleteSecret do: AWSPENDING stays behind. */
export function stopRotation(secret: Secret): void {
  const { rotation } = secret;
  if (!rotation) return;
  rotation.cancel?.();
  rotation.cancel = undefined;
  rotation.enabled = false;
  rotation.nextAt = undefined;
  rotation.openToken = undefined;
}

function upcoming(world: World, secret: Secret) {
  const { rotation } = secret;
  if (!rotation?.enabled || !rotation.rules || secret.deletedAt !== undefined) return null;
  const now = world.clock.now().getTime();
  const last = Math.max(rotation.lastRotatedAt ?? 0, rotation.lastWrittenAt ?? 0) || undefined;
  const window = nextWindow(rotation.rules, now, last);
  return window && window.end <= now ? nextWindow(rotation.rules, now) : window;
}

function startWithin(
  world: World,
  secret: Secret,
  rotation: Rotation,
  window: { start: number; end: number },
): void {
  const from = Math.max(window.start, world.clock.now().getTime());
  const moment = from + world.random.next() * (window.end - from);
  rotation.cancel = world.clock.at(new Date(moment), () => {
    const open = rotation.openToken;
    if (!open) {
      startRotation(world, secret, world.random.uuid());
      return;
    }
    rotation.tries = 0;
    beginTry(world, secret, open);
  });
}

function beginTry(world: World, secret: Secret, token: string): void {
  recordEvent(world, secret, "RotationStarted");
  continueWith(world, secret, token, 0, timingOf(world).rotationStepMs);
}

/** Runs step `index` after `ms`, and from there the rest; does nothing if it was stopped. */
function continueWith(
  world: World,
  secret: Secret,
  token: string,
  index: number,
  ms: number,
  delayed = false,
): void {
  const { rotation } = secret;
  if (!rotation) return;
  rotation.cancel?.();
  rotation.cancel = later(world, ms, () => {
    if (rotation.openToken !== token) return;
    const step = rotationSteps[index] ?? "finishSecret";
    const pause = delayed ? null : pauseOf(world, rotation, step);
    if (pause !== null) continueWith(world, secret, token, index, pause, true);
    else advance(world, secret, rotation, token, index, step);
  });
}

function advance(
  world: World,
  secret: Secret,
  rotation: Rotation,
  token: string,
  index: number,
  step: RotationStep,
): void {
  const failure = failureOf(world, secret, step, token);
  if (rotation.openToken !== token) return;
  if (failure === null) {
    if (step === "finishSecret") succeed(world, secret, rotation);
    else continueWith(world, secret, token, index + 1, timingOf(world).rotationStepMs);
    return;
  }
  recordEvent(world, secret, "RotationFailed", failure);
  const wait = timingOf(world).rotationRetriesMs[rotation.tries ?? 0];
  rotation.tries = (rotation.tries ?? 0) + 1;
  if (wait !== undefined) {
    rotation.cancel = later(world, wait, () => beginTry(world, secret, token));
    return;
  }
  // NextRotationDate stays in the past: that is how an overdue rotation shows (facts 2.10).
  const window = upcoming(world, secret);
  if (window) startWithin(world, secret, rotation, window);
}

/** Milliseconds that the script holds a step up, or null. */
function pauseOf(world: World, rotation: Rotation, step: RotationStep): number | null {
  const fn = rotation.lambdaArn ? findFunction(world, rotation.lambdaArn) : undefined;
  if (!fn) return null;
  const script = scriptOf(fn);
  if (script.kind === "late") return script.delayMs;
  return script.kind === "hang" && script.step === step ? fn.timeoutSeconds * 1000 : null;
}

/** Runs a step; the message of RotationFailed if it failed, else null. */
function failureOf(world: World, secret: Secret, step: RotationStep, token: string): string | null {
  const arn = secret.rotation?.lambdaArn;
  if (!arn) {
    if (step === "finishSecret") rotateByService(world, secret, token);
    return null;
  }
  const failure = `Error when executing lambda ${arn} during ${step} step`;
  const fn = findFunction(world, arn);
  if (!fn) return failure;
  const raised = raisedBy(world, secret, fn, step, token);
  logInvocation(world, fn, { step, secretArn: secret.arn, token, failure: raised });
  return raised ? failure : null;
}

/** Runs a step as the function's script has it; what it raised, if it did. */
function raisedBy(
  world: World,
  secret: Secret,
  fn: LambdaFunction,
  step: RotationStep,
  token: string,
): Error | "timed out" | undefined {
  const script = scriptOf(fn);
  if (script.kind === "hang" && script.step === step) return "timed out";
  if (script.kind === "fail" && script.step === step) return scriptedFailure(step, secret.arn);
  try {
    runStep(world, secret, fn, step, token);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error("unknown");
  }
}

/** Managed rotation has no function: the owning service writes value and labels itself. */
function rotateByService(world: World, secret: Secret, token: string): void {
  const version = secret.versions.get(token);
  if (!version) return;
  const string = randomPassword({ ExcludePunctuation: true }, world.random.next);
  version.value = { string };
  const old = secret.versions.get(secret.labels.get(current) ?? "");
  if (old?.keyArn) version.keyArn = old.keyArn;
  putLabels(world, secret, afterWrite(secret.labels, token, undefined, false));
}

function succeed(world: World, secret: Secret, rotation: Rotation): void {
  rotation.openToken = undefined;
  rotation.lastRotatedAt = world.clock.now().getTime();
  changed(world, secret);
  recordEvent(world, secret, "RotationSucceeded");
  planRotation(world, secret);
}

function later(world: World, ms: number, run: () => void): () => void {
  return world.clock.at(new Date(world.clock.now().getTime() + ms), run);
}
