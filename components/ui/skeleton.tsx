/** A place where something will be. Hidden from screen readers: the text beside it speaks. */
export function Skeleton({ className = "h-3 w-24" }: { className?: string }) {
  return <span aria-hidden className={`shimmer inline-block ${className}`} />;
}
