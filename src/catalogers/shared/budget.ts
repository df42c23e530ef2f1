/** How much of something is kept of one file: packages, characters of lists. */
export interface Budget {
  /** Takes it off; `false` where there is not enough left, then and ever after. */
  readonly takes: (amount: number) => boolean;
  /** Whether somebody was refused. */
  readonly isExceeded: () => boolean;
}

export function budgetOf(most: number): Budget {
  let left = most;
  let isExceeded = false;
  return {
    takes(amount) {
      if (amount > left) isExceeded = true;
      if (isExceeded) return false;
      left -= amount;
      return true;
    },
    isExceeded: () => isExceeded,
  };
}
