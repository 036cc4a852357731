package org.qemu.functional.archive;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which members of a cpio are one file. In the new formats one of them has the content,
 * whichever, and the others none; in the old ones each has it.
 */
final class CpioLinks {
    /** What is known of one file. */
    private static final class Shared {
        /** Members without content, for which none with content has come. */
        private final List<Member> waiting = new ArrayList<>();

        private @Nullable Member first;
    }

    private final Map<List<Long>, Shared> files = new HashMap<>();
    private final Deque<Member> ready = new ArrayDeque<>();
    private final ExtractionQuota kept;

    /** Takes what counts the members that wait for their content. */
    CpioLinks(ExtractionQuota kept) {
        this.kept = kept;
    }

    /** Returns the next member that has waited, {@code null} for none. */
    @Nullable Member ready() {
        return ready.poll();
    }

    /** Returns what becomes of a member, {@code null} if it has to wait. */
    @Nullable Member resolve(CpioHeader header, Member member) throws IOException {
        if (member.kind() != Member.Kind.FILE || header.links() < 2) {
            return member;
        }
        Shared shared = files.computeIfAbsent(header.file(), file -> new Shared());
        Member first = shared.first;
        if (first != null) {
            // An old format has room for 2^16 or 2^18 inodes, so the same number may mean another.
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

    /** Lets those that still wait be what they are: names of empty files. */
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
