import { bytes, moment, plural } from "../common/format";
import { FixedList } from "../common/virtual";
import { Empty, Text } from "../common/widgets";
import type { Capture, Packet } from "../data/model";
import { href } from "../data/receive";
import type { Session } from "./session";

function CaptureTable({ capture, session }: { capture: Capture; session: Session }) {
  const packets = capture.summary ?? [];
  const file = href(capture.href);
  const protocols = new Map<string, number>();
  packets.forEach((packet) => protocols.set(packet.protocol ?? "?", (protocols.get(packet.protocol ?? "?") ?? 0) + 1));
  return (
    <section class="capture">
      <div class="panel-bar">
        <strong>{file ? <a href={file}><Text>{capture.name}</Text></a> : <Text>{capture.name}</Text>}</strong>
        <span class="muted">
          {plural(capture.packets ?? packets.length, "packet")}, {bytes(capture.bytes)}
        </span>
        <span class="grow" />
        <span class="muted">
          <Text>
            {[...protocols]
              .sort(([, a], [, b]) => b - a)
              .slice(0, 6)
              .map(([name, n]) => `${name} ${n}`)
              .join(" · ")}
          </Text>
        </span>
      </div>
      {packets.length === 0 ? (
        <Empty>The capture is empty, or no summary was made of it.</Empty>
      ) : (
        <FixedList
          label={`Packets of ${capture.name}`}
          class="packets"
          count={packets.length}
          rowHeight={24}
          row={(index) => {
            const packet = packets[index] as Packet;
            return (
              <div class="row packet" role="listitem" key={index}>
                <button type="button" class="at link" tabIndex={-1} onClick={() => packet.t !== undefined && session.seek(packet.t, "other")}>
                  {packet.t === undefined ? "" : moment(packet.t)}
                </button>
                <span>
                  <Text>{packet.from}</Text> → <Text>{packet.to}</Text>
                </span>
                <span>
                  <Text>{packet.protocol}</Text>
                </span>
                <span class="number muted">{packet.length}</span>
                <span class="info">
                  <Text>{(packet.info ?? "").slice(0, 400)}</Text>
                </span>
              </div>
            );
          }}
        />
      )}
      {(capture.packets ?? 0) > packets.length && packets.length > 0 && <p class="muted">The first {plural(packets.length, "packet")} of {capture.packets}.</p>}
    </section>
  );
}

export function Captures({ captures, session }: { captures: Capture[]; session: Session }) {
  return (
    <>
      {captures.map((capture) => (
        <CaptureTable key={capture.name} capture={capture} session={session} />
      ))}
    </>
  );
}
