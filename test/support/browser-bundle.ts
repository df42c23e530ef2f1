import { build, type OutputOptions } from "rolldown";
import config from "../../rolldown.browser.config.ts";

/** The module that a page loads, as text. */
export async function bundleForBrowser(output: OutputOptions = {}): Promise<string> {
  const built = await build({ ...config, output: { ...config.output, ...output }, write: false });
  return built.output[0].code;
}
