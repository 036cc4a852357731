import { duration } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { Text } from "../common/widgets";
import type { Attempt } from "../data/model";

/** The attempts of a test that was repeated. */
export function AttemptTabs({ attempts, selected, onSelect }: { attempts: Attempt[]; selected: number; onSelect: (number: number) => void }) {
  return (
    <nav class="attempts" aria-label="Attempts">
      {attempts.map((attempt, index) => (
        <button key={index} type="button" aria-pressed={index + 1 === selected} onClick={() => onSelect(index + 1)}>
          <VerdictIcon verdict={attempt.verdict} label={false} />
          <span>
            Attempt {index + 1}: {attempt.verdict}
            {attempt.run && (
              <span class="muted">
                {" "}
                <Text>{attempt.run.slice(0, 60)}</Text>
              </span>
            )}
          </span>
          <span class="muted number">{duration(attempt.duration)}</span>
        </button>
      ))}
    </nav>
  );
}
