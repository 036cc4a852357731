// asciinema-player, loaded when a replay is shown.
import type * as asciinema from "asciinema-player";
import { script, single } from "../data/receive";

export type Player = asciinema.Player;
type Module = Pick<typeof asciinema, "create">;

let loading: Promise<Module> | undefined;

function module(): Module | undefined {
  return (globalThis as unknown as { qemuReportPlayer?: Module }).qemuReportPlayer;
}

export function player(): Promise<Module> {
  loading ??= (async () => {
    if (!single) {
      await script("assets/player.js");
    }
    const loaded = module();
    if (!loaded) {
      throw new Error("asciinema-player did not load");
    }
    return loaded;
  })();
  return loading;
}
