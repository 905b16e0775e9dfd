import { handleAuth } from "@/lib/auth/handler";

/** Signing in and out by OpenID; see lib/auth. */
export const GET = handleAuth;
export const POST = handleAuth;
