package org.qemu.functional.archive.internal.extract;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;
import org.qemu.functional.archive.internal.format.Member;
import org.qemu.functional.archive.internal.format.MemberReader;

/**
 * Searches for one member and follows links inside the archive to their target file; absolute
 * targets are relative to the top of the archive. Reads no further than necessary; of several
 * members with one name it finds the first.
 */
final class MemberSearch {
    /** Linux's limit on links in one path, MAXSYMLINKS. */
    private static final int MOST_LINKS = 40;

    /** Linux's limit on a path, 4096 bytes including the zero. */
    private static final int LONGEST_PATH = 4095;

    private final Set<String> seen = new LinkedHashSet<>();
    private final Map<String, String> links = new HashMap<>();
    private String wanted;
    private int followed;
    private boolean complete;

    MemberSearch(String member) {
        wanted = normalize(member);
    }

    /** Advance to the wanted file, or return {@code null} at the end of this pass. */
    @Nullable Member find(MemberReader reader) throws IOException {
        complete = false;
        for (Member member = reader.next(); member != null; member = reader.next()) {
            String name = normalize(member.name());
            seen.add(name);
            if (member.link() != null) {
                links.put(name, targetOf(member, name));
            }
            if (name.equals(wanted)) {
                if (member.link() == null) {
                    return member;
                }
                follow(links.get(name));
                if (seen.contains(wanted)) {
                    return null; // the target was before the link: it needs another pass
                }
            }
        }
        complete = true;
        return null;
    }

    /** Return, after a pass, whether another one may find the file. */
    boolean worthAnotherPass() throws IOException {
        String link = linkAbove(wanted);
        while (link != null) {
            follow(links.get(link) + wanted.substring(link.length()));
            link = linkAbove(wanted);
        }
        return !complete || seen.contains(wanted);
    }

    Set<String> seen() {
        return seen;
    }

    /**
     * Return the link that is the path or one of its parent folders, or {@code null} if there is
     * none.
     */
    private @Nullable String linkAbove(String path) {
        for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
            if (links.containsKey(path.substring(0, end))) {
                return path.substring(0, end);
            }
        }
        return links.containsKey(path) ? path : null;
    }

    private void follow(@Nullable String target) throws UnsafeMemberException {
        if (target == null || ++followed > MOST_LINKS) {
            throw new UnsafeMemberException("its links form a loop");
        }
        if (target.length() > LONGEST_PATH) {
            throw new UnsafeMemberException(
                    "it leads to '%s': File name too long".formatted(QuotedText.name(target)));
        }
        wanted = target;
    }

    private static String targetOf(Member member, String name) throws UnsafeMemberException {
        String link = String.valueOf(member.link());
        if (member.kind() == Member.Kind.HARD_LINK || link.startsWith("/")) {
            return normalize(link);
        }
        Deque<String> parts = new ArrayDeque<>(Arrays.asList(name.split("/", -1)));
        parts.removeLast();
        for (String part : link.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return link; // leads out of the archive, so no member matches
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** Remove {@code ./} and redundant slashes. */
    static String normalize(String name) {
        return String.join(
                "/",
                Arrays.stream(name.split("/", -1))
                        .filter(part -> !part.isEmpty() && !part.equals("."))
                        .toList());
    }
}
