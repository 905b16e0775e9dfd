/** The mark of the console: the wheel of a strongroom door. */
export function Logo() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-[18px] shrink-0">
      <rect width="32" height="32" rx="8" className="fill-ink" />
      <circle cx="16" cy="16" r="8.5" fill="none" className="stroke-paper" strokeWidth="2.6" />
      <circle cx="16" cy="16" r="2.8" className="fill-paper" />
      <path
        d="M16 5v5.500M16 21.500V27M5 16h5.500M21.500 16H27"
        className="stroke-paper"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
