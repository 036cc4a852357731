package org.qemu.functional.archive.internal.format;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.ArchiveException;
import org.qemu.functional.archive.ExtractionLimits;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.archive.internal.common.LimitException;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.common.RootCauses;
import org.qemu.functional.archive.internal.common.UnsafeMemberException;
import org.qemu.functional.archive.internal.common.UnsupportedException;
import org.qemu.functional.archive.internal.decode.Compression;

/**
 * Creates the exceptions and messages for one archive or compressed file.
 *
 * @param archive what messages call the archive, quoted
 */
public record ArchiveErrors(String archive) {
    private static final int BYTES_SHOWN = 8;

    /**
     * Return the exception for a failed extraction.
     *
     * @param member the member that could not be extracted, {@code null} if it is not known
     * @param e what reading or writing threw; decoders may throw any exception at damaged input
     */
    public ArchiveException at(@Nullable Member member, Throwable e) {
        if (e instanceof ArchiveException already) {
            return already;
        }
        String where = member == null ? archive : "'%s' in %s".formatted(member.named(), archive);
        if (e instanceof OutOfMemoryError) {
            return new ArchiveException(
                    "cannot unpack %s: it needs more memory than the Java heap has; raise -Xmx"
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
                    "refused to unpack %s: decoding it needs more memory than the limit (%s); if this is intended, raise the limit with -Xmx or %s=4G"
                            .formatted(where, memory.getMessage(), ExtractionLimits.MEMORY),
                    e);
        }
        if (e instanceof UnsafeMemberException) {
            return new ArchiveException(
                    "refused to unpack %s: %s; to get other members, extract them one by one"
                            .formatted(where, e.getMessage()),
                    e);
        }
        if (e instanceof DiskException) {
            return new ArchiveException("cannot unpack %s: %s".formatted(where, e.getMessage()), e);
        }
        UnsupportedException unsupported = RootCauses.find(e, UnsupportedException.class);
        if (unsupported != null) {
            return new ArchiveException(
                    "cannot unpack %s: %s; use another program to unpack it"
                            .formatted(where, unsupported.getMessage()),
                    e);
        }
        return new ArchiveException(
                "cannot unpack %s: it is damaged or of an unknown format (%s); delete it so that it is downloaded again, and check its hash"
                        .formatted(where, FailureReason.of(e)),
                e);
    }

    ArchiveException notOfKind(String wanted, byte[] head) {
        Compression compression = Compression.of(head);
        ArchiveFormat format = ArchiveFormat.of(head);
        String found =
                compression != null
                        ? "it begins as " + compression + " does"
                        : format != null
                                ? "it begins as " + format + " does"
                                : head.length == 0
                                        ? "it is empty"
                                        : "it begins with the bytes "
                                                + HexFormat.ofDelimiter(" ")
                                                        .formatHex(
                                                                head,
                                                                0,
                                                                Math.min(head.length, BYTES_SHOWN));
        return new ArchiveException(
                "%s is not %s: %s; specify the right format or check the source of the file"
                        .formatted(archive, wanted, found));
    }

    public ArchiveException missing(String member, List<String> nearest) {
        return new ArchiveException(
                "'%s' is not in %s%s"
                        .formatted(
                                QuotedText.name(member),
                                archive,
                                nearest.isEmpty()
                                        ? ", which has no members"
                                        : "; nearest: "
                                                + nearest.stream()
                                                        .map(QuotedText::name)
                                                        .collect(Collectors.joining(", "))));
    }
}
