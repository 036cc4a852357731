// Which step of a trace a test failed because of.
import type { Step } from "../data/model";

/** Return the steps by which the harness described a failure: of kind "evidence", and all below them. */
export function evidenceSteps(steps: Step[]): Set<number> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const known = new Map<number, boolean>();
  const isEvidence = (step: Step): boolean => {
    let found = known.get(step.id);
    if (found === undefined) {
      // A hostile trace may have a step within itself.
      known.set(step.id, false);
      const parent = step.parent === null || step.parent === undefined ? undefined : byId.get(step.parent);
      // Older traces have no such kind: there, only the thread tells.
      found = step.kind === "evidence" || step.details?.["thread"] === "evidence" || (parent !== undefined && isEvidence(parent));
      known.set(step.id, found);
    }
    return found;
  };
  return new Set(steps.filter(isEvidence).map((step) => step.id));
}

/** Return the failed step that others failed because of: the innermost, and of several the last. */
export function failedStep(steps: Step[]): Step | null {
  const evidence = evidenceSteps(steps);
  const own = steps.filter((step) => !evidence.has(step.id));
  const failed = own.filter((step) => step.outcome === "failed" && step.kind !== "result");
  // Of a launch, the first command of QMP fails only because QEMU did not start.
  const launches = new Set(failed.filter((step) => step.kind === "launch").map((step) => step.id));
  const causes = failed.filter((step) => step.parent === null || step.parent === undefined || !launches.has(step.parent));
  const parents = new Set(causes.map((step) => step.parent));
  return causes.filter((step) => !parents.has(step.id)).pop() ?? own.filter((step) => step.outcome === "open").pop() ?? null;
}
