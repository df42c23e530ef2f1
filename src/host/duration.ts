const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `6 hours`, `1 minute`, `90 seconds`: in the largest unit that needs no fraction, or of which there are ten. */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const fits = (size: number) => whole >= size && (whole % size === 0 || whole >= 10 * size);
  const [name, size] = UNITS.find(([, size]) => fits(size)) ?? UNITS[3];
  const count = Math.round(whole / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
