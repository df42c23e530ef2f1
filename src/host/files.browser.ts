export function nextTurn(): Promise<void> { return new Promise((r) => setTimeout(r)); }
