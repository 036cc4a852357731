package org.qemu.functional.asset.internal.download.transfer;

import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.ResumeInfo;

/**
 * A partial download that its server may be able to resume.
 *
 * @param there number of bytes downloaded so far, at least one
 */
public record ResumableDownload(long there, ResumeInfo origin) {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** Return the partial download in a file, or {@code null} if there is none from this URL. */
    public static @Nullable ResumableDownload of(DownloadFile file, String url)
            throws LocalDiskException {
        long[] size = new long[1];
        LocalDiskException.during(() -> size[0] = file.size());
        ResumeInfo origin = file.origin();
        boolean fits =
                origin != null
                        && size[0] > 0
                        && origin.isOf(url)
                        && (origin.total() < 0 || size[0] <= origin.total());
        return fits ? new ResumableDownload(size[0], origin) : null;
    }

    /**
     * Return whether all bytes are there and only the hash must be checked: the process was killed
     * just before the rename.
     */
    public boolean isWhole() {
        return origin.total() == there;
    }

    /** Return whether the server says that it has no more bytes. */
    public boolean isWholeBy(Response response) {
        ContentRange range = ContentRange.parse(response.header("Content-Range"));
        return response.code() == RANGE_NOT_SATISFIABLE
                && range != null
                && range.total() == there
                && isSame(response);
    }

    /**
     * Return whether the body is the missing rest: it begins where the partial download ends, and
     * nothing indicates another file. With a Content-Range, status 200 means the same as 206.
     */
    public boolean isContinuedBy(Response response) {
        ContentRange range = ContentRange.parse(response.header("Content-Range"));
        return (response.code() == PARTIAL_CONTENT || response.code() == OK)
                && range != null
                && range.first() == there
                && (range.total() < 0 || origin.total() < 0 || range.total() == origin.total())
                && range.hasLengthOf(response)
                && isSame(response);
    }

    private boolean isSame(Response response) {
        String tag = response.header("ETag");
        if (origin.hasTag()) {
            return tag == null || tag.strip().equals(origin.validator());
        }
        String modified = response.header("Last-Modified");
        return modified == null || modified.strip().equals(origin.validator());
    }
}
