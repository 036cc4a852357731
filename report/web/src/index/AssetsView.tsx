import { plural } from "../common/format";
import { VerdictIcon } from "../common/icons";
import { CopyButton, Empty, Text } from "../common/widgets";
import type { MissingAsset, TestRow } from "../data/model";
import { testLink } from "../data/route";
import { testName } from "./query";

/** Files that tests needed and did not get, and the tests that each of them held up. */
export function AssetsView({ assets, tests }: { assets: MissingAsset[]; tests: TestRow[] }) {
  if (assets.length === 0) {
    return <Empty>No asset was missing.</Empty>;
  }
  const byId = new Map(tests.map((test) => [test.id, test]));
  return (
    <ul class="assets">
      {assets.map((asset) => (
        <li key={asset.url}>
          <p class="url">
            <code>
              <Text>{asset.url.slice(0, 2000)}</Text>
            </code>
            <CopyButton text={asset.url} label="Copy the URL" small />
          </p>
          {asset.reason && (
            <p class="reason">
              <Text>{asset.reason.slice(0, 2000)}</Text>
            </p>
          )}
          {asset.hash && (
            <p class="muted hash">
              hash <Text>{asset.hash}</Text>
            </p>
          )}
          <details>
            <summary>{plural(asset.tests?.length ?? 0, "test")}</summary>
            <ul class="plain-tests">
              {(asset.tests ?? []).slice(0, 200).map((id) => {
                const test = byId.get(id);
                return (
                  <li key={id}>
                    <a href={testLink(id)}>
                      <VerdictIcon verdict={test?.verdict ?? "skipped"} />
                      <Text>{test ? testName(test) : id}</Text>
                      <span class="muted">
                        <Text>{test?.class ?? ""}</Text>
                      </span>
                    </a>
                  </li>
                );
              })}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
