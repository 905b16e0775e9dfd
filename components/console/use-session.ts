import { useRead } from "@/lib/browser/read";

/** Who is signed in, as the server last said. The layout has asked already, so it is there. */
export function useSession() {
  return useRead("session", {}).data;
}
