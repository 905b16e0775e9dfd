import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { beginLog } from "./call-log";
import type { Service, World } from "./contract";
import type { Controls } from "./control";
import { makeFaults, makeLatency } from "./faults";
import { makeServer } from "./server";
import { services as allServices } from "./services";
import { makeThrottle } from "./throttle";
import { makeWorld } from "./world";

/** The account that exists from the start in every estate (product.md 1.5). */
export const FIRST_ACCOUNT = "111122223333";

/** What the stand-in is started with; everything may be left out. */
export interface SandboxOptions {
  /** 0 = any free port. */
  port?: number;
  /** Fixes every id that is made. */
  seed?: number;
  /** Fills the world; run again by every reset. */
  estate?: (world: World) => void | Promise<void>;
  /** Replaces the services, e.g. by one of a test. */
  services?: readonly Service[];
}

/** A running stand-in. */
export interface Sandbox {
  url: string;
  world: World;
  controls: Controls;
  /** Ends every connection, hanging ones too. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in AWS on 127.0.0.1. Rejects with the system's error (`EADDRINUSE` for a busy
 * port).
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = makeWorld(options.services ?? allServices, options.seed);
  const held = new Set<ServerResponse>();
  const fill = async () => {
    world.account(FIRST_ACCOUNT);
    await options.estate?.(world);
    // The calls that made the estate are history, not calls that somebody made here.
    beginLog(world);
  };
  const restore = async () => {
    const sessions = [...world.sessions];
    world.clear();
    controls.faults.clear();
    controls.latency.set([]);
    controls.throttle.reset();
    await fill();
    for (const [id, session] of sessions) {
      // A session whose role came back stays valid: a running console need not sign in again.
      const roles = world.accounts.get(session.caller.accountId)?.iam.roles;
      if (roles?.has(session.caller.roleName ?? "")) world.sessions.set(id, session);
    }
  };
  const controls: Controls = {
    world,
    faults: makeFaults(),
    latency: makeLatency(),
    throttle: makeThrottle(),
    whole: Promise.resolve(),
    reset() {
      // One after the other; calls wait meanwhile, because half a world answers nonsense.
      const done = controls.whole.then(restore);
      controls.whole = done.catch(() => undefined);
      return done;
    },
    hold(response) {
      held.add(response);
      response.on("close", () => held.delete(response));
    },
  };
  const server = makeServer(world, controls);
  // A busy port is known before a large estate is built; calls wait until it stands.
  const port = await listen(server, options.port ?? 0);
  const filled = fill();
  controls.whole = filled.catch(() => undefined);
  await filled.catch(async (error: unknown) => {
    await close(server, held);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    world,
    controls,
    close: () => close(server, held),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server, held: Set<ServerResponse>): Promise<void> {
  for (const response of held) response.destroy();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
