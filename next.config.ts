import type { NextConfig } from "next";

/** Headers that hold for every answer, also for static files and with proxy.ts deleted. */
const headers = [
  { key: "strict-transport-security", value: "max-age=31536000; includeSubDomains" },
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "no-referrer" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  { key: "x-frame-options", value: "DENY" },
  {
    key: "permissions-policy",
    value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)",
  },
];

const config: NextConfig = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // The optimizer has been a way in more than once; with this, /_next/image answers 404.
  images: { unoptimized: true },
  // In development Next would print action names and arguments, the browser's console, and the
  // addresses of calendars, which are credentials.
  logging: {
    serverFunctions: false,
    browserToTerminal: false,
    incomingRequests: { ignore: [/^\/api\/calendar\//] },
  },
  serverExternalPackages: ["pg", "pino"],
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  experimental: {
    // A value of 65,536 control characters is 393,220 bytes as JSON.
    serverActions: { bodySizeLimit: "512kb" },
    // Above this the proxy cuts bodies short; it must stay above the limit that refuses them.
    proxyClientMaxBodySize: "1mb",
  },
  headers: () =>
    Promise.resolve([
      { source: "/:path*", headers },
      // Redirects of Next's own carry none otherwise. Static files are named after their content.
      { source: "/((?!_next/static/).*)", headers: [{ key: "cache-control", value: "no-store" }] },
      // Asked for without a cookie: something on the way might take the answer for everybody's.
      {
        source: "/api/calendar/:path*",
        headers: [{ key: "cache-control", value: "private, no-store" }],
      },
    ]),
};
export default config;
