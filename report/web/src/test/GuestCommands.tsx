import { useMemo } from "preact/hooks";
import { duration, moment } from "../common/format";
import { Block, CopyButton, Text } from "../common/widgets";
import type { Json, Step } from "../data/model";
import { useStore } from "../data/store";
import type { Session } from "./session";
import { jsonText } from "./StepDetails";

const SHOWN = 500;

function output(value: Json | undefined): string {
  return value === undefined || value === null ? "" : jsonText(value);
}

function commandText(step: Step): string {
  const command = step.details?.["command"];
  return typeof command === "string" ? command : Array.isArray(command) ? command.join(" ") : (step.title ?? "");
}

/** Commands that ran in guests, with their output. */
export function GuestCommands({ session, link }: { session: Session; link: (step: number) => string }) {
  const selected = useStore(session.selected);
  const steps = useMemo(() => session.steps.filter((step) => step.kind === "guest"), [session]);
  return (
    <ol class="guest-commands">
      {steps.slice(0, SHOWN).map((step) => {
        const status = step.details?.["status"];
        const stdout = output(step.details?.["stdout"]);
        const stderr = output(step.details?.["stderr"]);
        const bad = step.outcome === "failed" || (status !== undefined && status !== null && String(status) !== "0");
        return (
          <li key={step.id} class={step.id === selected ? "now" : ""}>
            <div class="prompt">
              <button type="button" class="at link" title="Show this moment" onClick={() => session.select(step.id, "other")}>
                {moment(step.from)}
              </button>
              {step.vm && (
                <span class="vm muted">
                  <Text>{step.vm}</Text>
                </span>
              )}
              <code class="grow">
                <Text>{commandText(step).slice(0, 4000)}</Text>
              </code>
              <span class={bad ? "status bad" : "status muted"}>
                {step.outcome === "open" ? "running" : status === undefined || status === null ? (step.outcome ?? "") : `exit ${String(status)}`}
              </span>
              <span class="muted number">{step.to != null ? duration(step.to - step.from) : ""}</span>
              <CopyButton small icon="link" text={link(step.id)} label="Copy a link to this command" />
            </div>
            {stdout && <Block text={stdout} label="Standard output" limit={4000} />}
            {stderr && (
              <div class="stderr">
                <Block text={stderr} label="Standard error" limit={4000} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
