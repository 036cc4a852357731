package org.qemu.functional.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.decode.Streams;

/** Reads cpio: newc, crc, odc and the old binary format. */
final class CpioReader implements MemberReader {
    private final InputStream raw;
    private final CpioArchiveInputStream cpio;

    /**
     * Members of the new formats without content that share their file with one yet to come: only
     * the last of them has the content.
     */
    private final Map<List<Long>, List<Member>> waiting = new HashMap<>();

    private final Deque<Member> ready = new ArrayDeque<>();
    private final Budget kept;
    private boolean empty = true;

    CpioReader(InputStream in, UnpackLimits limits) {
        raw = in;
        kept = new Budget(limits, 0);
        cpio = new CpioArchiveInputStream(in, StandardCharsets.UTF_8.name());
    }

    @Override
    public @Nullable Member next() throws IOException {
        while (ready.isEmpty()) {
            CpioArchiveEntry entry = cpio.getNextEntry();
            empty = true;
            if (entry == null) {
                return last();
            }
            Member member = memberOf(entry);
            if (member.kind() != Member.Kind.FILE || !isShared(entry)) {
                empty = false;
                return member;
            }
            List<Long> file = List.of(entry.getDeviceMaj(), entry.getDeviceMin(), entry.getInode());
            if (entry.getSize() == 0) {
                kept.member();
                waiting.computeIfAbsent(file, f -> new ArrayList<>()).add(member);
                continue;
            }
            List<Member> others = waiting.remove(file);
            if (others != null) {
                others.forEach(other -> ready.add(hardLink(other, member)));
            }
            empty = false;
            return member;
        }
        return ready.remove();
    }

    private @Nullable Member last() throws IOException {
        for (List<Member> members : waiting.values()) {
            Member first = members.get(0);
            ready.add(first); // empty indeed
            members.stream().skip(1).forEach(other -> ready.add(hardLink(other, first)));
        }
        waiting.clear();
        if (ready.isEmpty()) {
            Streams.drain(raw); // so that the checksum of what compressed it is checked, too
            return null;
        }
        return ready.remove();
    }

    private static boolean isShared(CpioArchiveEntry entry) {
        return entry.getNumberOfLinks() > 1
                && (entry.getFormat() & CpioConstants.FORMAT_NEW_MASK) != 0;
    }

    private Member memberOf(CpioArchiveEntry entry) throws IOException {
        Member.Kind kind =
                entry.isSymbolicLink()
                        ? Member.Kind.SYMBOLIC_LINK
                        : entry.isDirectory()
                                ? Member.Kind.DIRECTORY
                                : entry.isRegularFile() ? Member.Kind.FILE : Member.Kind.SPECIAL;
        return new Member(
                entry.getName(),
                kind,
                kind == Member.Kind.SYMBOLIC_LINK ? targetOf(entry) : null,
                (int) entry.getMode(),
                entry.getSize(),
                Instant.ofEpochSecond(entry.getTime()));
    }

    private String targetOf(CpioArchiveEntry entry) throws IOException {
        String target = Streams.text(cpio, entry.getSize());
        if ((entry.getFormat() & CpioConstants.FORMAT_NEW_CRC) != 0) {
            // GNU cpio writes no checksum for links, and commons-compress holds them to it.
            int sum = 0;
            for (byte b : target.getBytes(StandardCharsets.UTF_8)) {
                sum += b & 0xff;
            }
            entry.setChksum(sum);
        }
        return target;
    }

    private static Member hardLink(Member link, Member file) {
        return new Member(
                link.name(), Member.Kind.HARD_LINK, file.name(), link.mode(), 0, link.modified());
    }

    @Override
    public InputStream content() {
        return empty ? InputStream.nullInputStream() : cpio;
    }

    @Override
    public void close() throws IOException {
        cpio.close();
    }
}
