import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { parsePreferences, preferencesCookie } from "@/lib/domain/preferences";
import { OwnScripts } from "./own-scripts";

export const metadata: Metadata = {
  title: { default: "Strongroom", template: "%s · Strongroom" },
  description: "A console for the people who look after secrets in AWS Secrets Manager.",
  robots: { index: false, follow: false },
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = { colorScheme: "light dark" };

/**
 * The shell of every page. Theme and zone come from a cookie, so the first paint is right without
 * a script. Rendered per request, because a static page could not carry the nonce.
 */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const preferences = parsePreferences((await cookies()).get(preferencesCookie)?.value);
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html
      lang="en"
      data-theme={preferences.theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        <OwnScripts nonce={nonce} />
      </head>
      <body>{children}</body>
    </html>
  );
}
