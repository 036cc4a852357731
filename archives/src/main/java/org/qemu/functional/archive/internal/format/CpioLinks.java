package org.qemu.functional.archive.internal.format;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.ExtractionQuota;

/**
 * Finds out which members of a cpio are hard links to one file. In the new formats any one of them
 * has the content and the others have none; in the old formats each has it.
 */
final class CpioLinks {
    /** The state of one file. */
    private static final class Shared {
        /** Members without content that were read before the member with the content. */
        private final List<Member> waiting = new ArrayList<>();

        private @Nullable Member first;
    }

    private final Map<List<Long>, Shared> files = new HashMap<>();
    private final Deque<Member> ready = new ArrayDeque<>();
    private final ExtractionQuota kept;

    /** Create with the quota that counts the members waiting for their content. */
    CpioLinks(ExtractionQuota kept) {
        this.kept = kept;
    }

    /** Return the next member that has waited, or {@code null} if there is none. */
    @Nullable Member ready() {
        return ready.poll();
    }

    /** Return the member to extract, or {@code null} if it has to wait for its content. */
    @Nullable Member resolve(CpioHeader header, Member member) throws IOException {
        if (member.kind() != Member.Kind.FILE || header.links() < 2) {
            return member;
        }
        Shared shared = files.computeIfAbsent(header.file(), file -> new Shared());
        Member first = shared.first;
        if (first != null) {
            // Old formats have room for 2^16 or 2^18 inodes only, so two files may have the same
            // number.
            boolean same = header.sharesContent() && header.size() == 0;
            return same
                    ? member.linkedTo(first)
                    : first.size() == member.size() ? member.maybeLinkedTo(first) : member;
        }
        if (header.size() == 0 && header.sharesContent()) {
            kept.member();
            shared.waiting.add(member);
            return null;
        }
        shared.first = member;
        shared.waiting.forEach(other -> ready.add(other.linkedTo(member)));
        shared.waiting.clear();
        return member;
    }

    /** Release the members that are still waiting: they are names of empty files. */
    void end() {
        for (Shared shared : files.values()) {
            if (!shared.waiting.isEmpty()) {
                Member first = shared.waiting.get(0);
                ready.add(first);
                shared.waiting.stream().skip(1).forEach(other -> ready.add(other.linkedTo(first)));
            }
        }
        files.clear();
    }
}
