import { bytes } from "../common/format";
import { Text } from "../common/widgets";
import type { LogFile } from "../data/model";
import { href } from "../data/receive";

/** The files of a test's log folder. */
export function Files({ files }: { files: LogFile[] }) {
  return (
    <ul class="files">
      {files.slice(0, 1000).map((file) => {
        const link = href(file.href);
        return (
          <li key={file.name}>
            {link ? (
              <a href={link} target="_blank" rel="noreferrer">
                <Text>{file.name.slice(0, 300)}</Text>
              </a>
            ) : (
              <span title="Not part of the report">
                <Text>{file.name.slice(0, 300)}</Text>
              </span>
            )}
            <span class="muted">
              <Text>{(file.type ?? "").slice(0, 12)}</Text>
            </span>
            <span class="number muted">{bytes(file.bytes)}</span>
          </li>
        );
      })}
    </ul>
  );
}
