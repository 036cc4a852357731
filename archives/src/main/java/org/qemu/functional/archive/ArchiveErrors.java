package org.qemu.functional.archive;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.common.FailureReason;
import org.qemu.functional.archive.common.QuotedText;
import org.qemu.functional.archive.common.UnsupportedException;
import org.qemu.functional.archive.decode.Compression;

/**
 * Words for what goes wrong with one archive or compressed file.
 *
 * @param archive what to call it, quoted
 */
record ArchiveErrors(String archive) {
    private static final int BYTES_SHOWN = 8;

    /**
     * Tells that unpacking failed.
     *
     * @param e what reading or writing threw; decoders throw anything at damaged input
     */
    ArchiveException at(@Nullable Member member, Throwable e) {
        if (e instanceof ArchiveException already) {
            return already;
        }
        String where = member == null ? archive : "'%s' in %s".formatted(member.named(), archive);
        if (e instanceof OutOfMemoryError) {
            return new ArchiveException(
                    "cannot unpack %s: it takes more memory than Java has: raise -Xmx"
                            .formatted(where),
                    e);
        }
        if (Thread.currentThread().isInterrupted()) {
            return new ArchiveException("interrupted while unpacking " + where, e);
        }
        LimitException limit = RootCauses.find(e, LimitException.class);
        if (limit != null) {
            return new ArchiveException(
                    "refused to unpack %s: %s".formatted(where, limit.getMessage()), e);
        }
        Exception memory = RootCauses.memoryLimit(e);
        if (memory != null) {
            return new ArchiveException(
                    "refused to unpack %s: to decode it takes more memory than it may (%s); if that is meant, raise the limit with -Xmx or %s=4G"
                            .formatted(where, memory.getMessage(), ExtractionLimits.MEMORY),
                    e);
        }
        if (e instanceof UnsafeMemberException) {
            return new ArchiveException(
                    "refused to unpack %s: %s; if other members are wanted, unpack them one by one"
                            .formatted(where, e.getMessage()),
                    e);
        }
        if (e instanceof DiskException) {
            return new ArchiveException("cannot unpack %s: %s".formatted(where, e.getMessage()), e);
        }
        UnsupportedException unsupported = RootCauses.find(e, UnsupportedException.class);
        if (unsupported != null) {
            return new ArchiveException(
                    "cannot unpack %s: %s; another program may unpack it"
                            .formatted(where, unsupported.getMessage()),
                    e);
        }
        return new ArchiveException(
                "cannot unpack %s: it is damaged or of a kind that is not known (%s); remove it, so that it is fetched again, and check its hash"
                        .formatted(where, FailureReason.of(e)),
                e);
    }

    ArchiveException notOfKind(String wanted, byte[] head) {
        Compression compression = Compression.of(head);
        ArchiveFormat format = ArchiveFormat.of(head);
        String found =
                compression != null
                        ? "as " + compression + " does"
                        : format != null
                                ? "as " + format + " does"
                                : head.length == 0
                                        ? "not at all, as it is empty"
                                        : "with the bytes "
                                                + HexFormat.ofDelimiter(" ")
                                                        .formatHex(
                                                                head,
                                                                0,
                                                                Math.min(head.length, BYTES_SHOWN));
        return new ArchiveException(
                "%s is not %s: it begins %s; give the right format, or check where it comes from"
                        .formatted(archive, wanted, found));
    }

    ArchiveException missing(String member, List<String> nearest) {
        return new ArchiveException(
                "'%s' is not in %s%s"
                        .formatted(
                                QuotedText.name(member),
                                archive,
                                nearest.isEmpty()
                                        ? ", which has no member at all"
                                        : "; nearest: "
                                                + nearest.stream()
                                                        .map(QuotedText::name)
                                                        .collect(Collectors.joining(", "))));
    }
}
