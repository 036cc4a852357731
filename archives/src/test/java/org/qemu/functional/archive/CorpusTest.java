package org.qemu.functional.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the results of extracting some three hundred archives, which different writers created,
 * with the results of the real tools.
 */
class CorpusTest {
    /**
     * The allowed differences, by the archive's name and the message or the first line that
     * differs. Remove entries that no longer occur.
     */
    private static final Map<String, String> ALLOWED = allowed();

    @TempDir Path temp;

    private final Set<String> used = new TreeSet<>();
    private final List<String> unexplained = new ArrayList<>();
    private int equal;
    private int explained;
    private int failing;

    private static Map<String, String> allowed() {
        Map<String, String> allowed = new LinkedHashMap<>();
        allowed.put(
                "(bsdtar-)?zip-.*names.zip: '(newline|TABBELL)' is null",
                "unzip leaves control characters out of names");
        allowed.put(
                "zip-.*latin1.zip: .* is null",
                "a name that is no UTF-8 is of code page 437, as for Python; unzip takes the bytes");
        allowed.put(
                "7zz-.*zip: 's40000' is .*1580608927, not .*1580608928",
                "unzip rounds to two seconds, though the zip has times of Windows");
        allowed.put("llvmar-darwin.a: '__.SYMDEF'", "the index of symbols is no member");
        allowed.put("7zz-PPMd.*7z: .*method PPMd is not supported", "not supported");
        allowed.put("7zz-BCJ2.7z: .*method BCJ2, .*is not supported", "not supported");
        allowed.put("7zz-ARM64.7z: .*method ARM64 is not supported", "not supported");
        allowed.put("7zz-RISCV.7z: .*method RISCV is not supported", "not supported");
        return allowed;
    }

    @Test
    void unpacksToTheSameTreesAsTheTools() throws IOException {
        Path corpus = Files.createDirectory(temp.resolve("corpus"));
        Path script = temp.resolve("corpus.py");
        try (InputStream in = CorpusTest.class.getResourceAsStream("corpus.py")) {
            Files.copy(in, script);
        }
        Tool.run(temp, "python3", script.toString(), corpus.toString());
        List<String> index = Files.readAllLines(corpus.resolve("index"), UTF_8);
        for (String line : index) {
            String[] parts = line.split("\t", 3);
            compare(corpus, parts[0], parts[1].equals("same"));
        }
        report(index.size(), Files.readAllLines(corpus.resolve("missing"), UTF_8));
        assertThat(unexplained).isEmpty();
        if (Files.size(corpus.resolve("missing")) == 0) {
            Set<String> unused = new LinkedHashSet<>(ALLOWED.keySet());
            unused.removeAll(used);
            assertThat(unused).as("differences that no longer occur").isEmpty();
        }
        assertThat(index).hasSizeGreaterThan(100);
    }

    private void compare(Path corpus, String name, boolean toolUnpacks) throws IOException {
        Path out = temp.resolve("out");
        TreeListing.delete(out);
        String difference;
        try {
            Archives.extract(corpus.resolve(name), null, name, out);
            List<String> theirs = Files.readAllLines(corpus.resolve(name + ".tree"), UTF_8);
            difference = TreeListing.firstDifference(theirs, TreeListing.of(out));
        } catch (ArchiveException e) {
            difference = e.getMessage();
        }
        if (difference.isEmpty()) {
            equal++;
        } else if (!toolUnpacks) {
            failing++; // the real tool fails, so this reader can fail, too
        } else {
            explain(name, difference.replace(temp.toString(), ""));
        }
    }

    private void explain(String name, String difference) {
        String all = name + ": " + difference;
        for (Map.Entry<String, String> entry : ALLOWED.entrySet()) {
            if (Pattern.compile(entry.getKey(), Pattern.DOTALL).matcher(all).lookingAt()) {
                used.add(entry.getKey());
                explained++;
                System.err.println("corpus: " + name + " differs: " + entry.getValue());
                return;
            }
        }
        unexplained.add(all);
    }

    private void report(int archives, List<String> missing) {
        System.err.printf(
                "corpus: %d archives, %d equal to the tool's tree, %d differ with a reason, %d differ"
                        + " where the tool fails, %d without a reason%n",
                archives, equal, explained, failing, unexplained.size());
        missing.forEach(program -> System.err.println("corpus: skipped for want of " + program));
    }
}
