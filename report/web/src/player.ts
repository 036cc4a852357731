// A script of its own: asciinema-player is larger than the rest of the pages together, and few pages need it at once.
import { create } from "asciinema-player";

(globalThis as unknown as { qemuReportPlayer: unknown }).qemuReportPlayer = { create };
