import { catalogArchive } from "/catalog-archive.js";

/** Takes the inventory of the file that was chosen, while a timer notes how often it is heard. */
globalThis.catalogChosenFile = async () => {
  const [file] = document.querySelector("input").files;
  const startedAt = performance.now();
  let turns = 0;
  let heardAt = startedAt;
  let longestPauseMs = 0;
  const listen = () => {
    turns++;
    longestPauseMs = Math.max(longestPauseMs, performance.now() - heardAt);
    heardAt = performance.now();
  };
  const timer = setInterval(listen);
  let last;
  try {
    const sbom = await catalogArchive(file, {
      onProgress: (progress) => {
        last = progress;
      },
    });
    listen();
    return { sbom, last, turns, longestPauseMs, milliseconds: performance.now() - startedAt };
  } catch ({ code, message }) {
    return { error: { code, message } };
  } finally {
    clearInterval(timer);
  }
};
