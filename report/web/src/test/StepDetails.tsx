import { moment, shellQuote } from "../common/format";
import { Block, CopyButton, Text } from "../common/widgets";
import type { Json, Step } from "../data/model";
import { stepEnd } from "../timeline/layout";
import type { Session } from "./session";

export function jsonText(value: Json, indent = 2): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, indent) ?? "");
}

function Value({ name, value }: { name: string; value: Json }) {
  if (name === "command" && Array.isArray(value) && value.every((word) => typeof word === "string")) {
    const command = shellQuote(value as string[]);
    return (
      <div class="command">
        <Block text={command} label="command" limit={4000} />
        <CopyButton text={command} label="Copy the command" small />
      </div>
    );
  }
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
    return (
      <ul class="values">
        {(value as string[]).slice(0, 50).map((item, index) => (
          <li key={index}>
            <code>
              <Text>{item.slice(0, 2000)}</Text>
            </code>
          </li>
        ))}
      </ul>
    );
  }
  const text = jsonText(value);
  return text.length > 90 || text.includes("\n") ? (
    <Block text={text} label={name} limit={4000} />
  ) : (
    <code>
      <Text>{text}</Text>
    </code>
  );
}

/** All that a trace has about a step. */
export function StepDetails({ step, session }: { step: Step; session: Session }) {
  const end = stepEnd(step, session.duration);
  const entries = Object.entries(step.details ?? {}).filter(([, value]) => value !== null && value !== "");
  const facts: [string, string][] = [
    ["kind", step.kind],
    ["time", end > step.from ? `${moment(step.from)} – ${moment(end)}, ${moment(end - step.from)} long` : moment(step.from)],
  ];
  if (step.outcome && step.outcome !== "ok") {
    facts.push(["outcome", step.outcome]);
  }
  const place = [step.vm, step.console].filter(Boolean).join(", ");
  if (place) {
    facts.push([step.console ? "machine, console" : "machine", place]);
  }
  return (
    <dl class="details">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Text>{value}</Text>
          </dd>
        </div>
      ))}
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>
            <Text>{name.slice(0, 60)}</Text>
          </dt>
          <dd>
            <Value name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
