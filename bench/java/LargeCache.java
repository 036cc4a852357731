import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.extraction.CachedFile;
import org.qemu.functional.asset.internal.extraction.ExtractionCache;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileIdentity;

/**
 * Fills a cache: base, number of entries, size of each in bytes, file for their list as ManyAssets
 * reads it. The entries are sparse files, recorded as verified; every second was not used for a
 * year, and every tenth has an extracted file.
 */
final class LargeCache {
    private static final int EXTRACTED = 10;

    private LargeCache() {}

    public static void main(String... args) throws Exception {
        CacheFolder folder = new CacheFolder(Path.of(args[0]));
        int count = Integer.parseInt(args[1]);
        long size = Long.parseLong(args[2]);
        Instant now = Instant.now();
        Files.createDirectories(folder.download());
        VerifiedEntries verified = new VerifiedEntries(folder);
        ExtractionCache extraction = ExtractionCache.of(folder.base());
        Path target = folder.base().resolve("extracted");
        try (PrintStream list = new PrintStream(args[3], StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                String url = "http://127.0.0.1/" + i;
                String hash = hash(url);
                Path entry = folder.download().resolve(hash);
                if (i % EXTRACTED == 0) {
                    compress(url, entry);
                    extraction.uncompress(new CachedFile(hash, entry, "x.gz"), null, target);
                    Files.delete(target);
                }
                try (RandomAccessFile file = new RandomAccessFile(entry.toFile(), "rw")) {
                    file.setLength(size);
                }
                Files.setAttribute(entry, "user:qemu-asset-url", url.getBytes(StandardCharsets.UTF_8));
                Instant used = i % 2 == 0 ? now : now.minus(Duration.ofDays(365));
                Files.writeString(entry.resolveSibling(hash + ".stamp"), "" + used.getEpochSecond());
                verified.addFetched(hash, FileIdentity.of(entry));
                list.println(url + " " + hash);
            }
        }
    }

    private static void compress(String text, Path file) throws IOException {
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String hash(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
