package org.qemu.functional.asset.internal.maintenance.transport;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.qemu.functional.archive.internal.common.FailureReason;
import org.qemu.functional.archive.internal.common.QuotedText;
import org.qemu.functional.archive.internal.tar.TarEntry;
import org.qemu.functional.archive.internal.tar.TarInput;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.maintenance.EntryName;
import org.qemu.functional.files.CacheFolder;

/**
 * Imports the entries of an archive into the cache, each only if its bytes have its hash. Of a
 * truncated archive, the complete entries are imported.
 */
public final class ArchiveImporter {
    private final EntryImporter importer;
    private final EntryListener listener;
    private final List<ArchivedEntry> imported = new ArrayList<>();
    private final List<ArchivedEntry> present = new ArrayList<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();
    private Map<String, ArchivedEntry> manifest = Map.of();

    private ArchiveImporter(EntryImporter importer, EntryListener listener) {
        this.importer = importer;
        this.listener = listener;
    }

    /** Prepare to import one archive into a cache, without accessing the file system. */
    public static ArchiveImporter into(CacheFolder folder, EntryListener listener) {
        return new ArchiveImporter(
                new EntryImporter(folder, Clock.systemUTC(), Sleeper.REAL, listener), listener);
    }

    /**
     * Read an archive in the format of {@link ArchiveExporter}, plain or compressed with zstd or
     * gzip.
     *
     * @param in is read up to the end of the archive and not closed
     * @throws CacheRefusedException if the cache cannot store an entry
     * @throws InterruptedException if the thread is interrupted; complete entries are kept
     */
    public ImportReport read(InputStream in) throws CacheRefusedException, InterruptedException {
        String fault = "";
        try {
            TarInput tar = ImportedArchive.open(in);
            int members = 0;
            for (TarEntry member = tar.next(); member != null; member = tar.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                take(member, tar);
                members++;
            }
            if (members == 0) {
                fault = "it is empty or not a tar archive";
            }
        } catch (CacheRefusedException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            fault =
                    "it is truncated or not a tar archive (plain, zstd or gzip): "
                            + FailureReason.of(e);
        }
        List<ArchivedEntry> missing =
                manifest.values().stream().filter(entry -> !seen.contains(entry.hash())).toList();
        return new ImportReport(imported, present, refused, missing, fault);
    }

    private void take(TarEntry member, TarInput tar) throws IOException, InterruptedException {
        String name = member.name().text();
        String reason = reasonToRefuse(member);
        if (!reason.isEmpty()) {
            refused.put(QuotedText.name(name), reason);
        } else if (name.equals(ExportManifest.NAME)) {
            manifest = ExportManifest.read(tar.readNBytes(ExportManifest.LONGEST));
        } else if (member.type() != '5') {
            takeEntry(name, hashIn(name), tar);
        }
    }

    private void takeEntry(String name, String hash, TarInput tar)
            throws IOException, InterruptedException {
        ArchivedEntry entry = manifest.getOrDefault(hash, new ArchivedEntry(hash, "unknown", -1));
        listener.started(entry);
        EntryImporter.Result result = importer.importEntry(entry, tar);
        seen.add(hash);
        switch (result.state()) {
            case NEW -> imported.add(entry);
            case PRESENT -> present.add(entry);
            case WRONG -> refused.put(name, result.detail());
        }
        listener.finished(entry, result.detail());
    }

    private static String reasonToRefuse(TarEntry member) {
        String name = member.name().text();
        if (member.type() == '5') {
            return name.equals(ArchiveExporter.FOLDER) || name.equals("./") ? "" : "it is a folder";
        }
        if (member.type() != '0' || member.extents() != null) {
            return "it is not a regular file";
        }
        return name.equals(ExportManifest.NAME) || !hashIn(name).isEmpty()
                ? ""
                : "its name is not download/ and a hash";
    }

    /** Return the hash in the name of a member, or "" if there is none. */
    private static String hashIn(String name) {
        String file =
                name.startsWith(ArchiveExporter.FOLDER)
                        ? name.substring(ArchiveExporter.FOLDER.length())
                        : name;
        return EntryName.isHash(file) ? file : "";
    }
}
