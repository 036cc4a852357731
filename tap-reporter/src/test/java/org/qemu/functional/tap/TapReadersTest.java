package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.tap.internal.TapText;
import org.qemu.functional.tap.internal.Verdict;

/** Compares the results of all relevant readers for the same outputs. */
class TapReadersTest {

    private static final List<String> SHOWN = NastyTexts.ALL.stream().map(TapText::name).toList();
    private static final List<String> REASONS =
            NastyTexts.ALL.stream().map(TapText::reason).toList();

    @TempDir Path directory;

    @Test
    void strictReaderGetsNamesReasonsAndBlocks() {
        assertThat(StrictTap.read(names()).points().stream().map(StrictTap.Point::name))
                .containsExactlyElementsOf(SHOWN);
        assertThat(StrictTap.read(reasons()).points().stream().map(StrictTap.Point::reason))
                .containsExactlyElementsOf(REASONS);
        List<StrictTap.Point> points = StrictTap.read(blocks()).points();
        for (int i = 0; i < points.size(); i++) {
            String text = NastyTexts.encodable(NastyTexts.ALL.get(i));
            assertThat(points.get(i).yaml())
                    .containsEntry("message", text)
                    .containsEntry("logs", List.of(text, text))
                    .containsEntry(
                            "entries", Map.of(text, text, "several " + text, List.of(text, text)));
        }
    }

    @Test
    void perlGetsNamesReasonsAndBlocks() {
        PerlTap names = PerlTap.read(directory, names());
        assertThat(names.errors()).isEmpty();
        assertThat(names.points())
                .allSatisfy(p -> assertThat(p.verdict()).isEqualTo(Verdict.FAILED));
        assertThat(names.points().stream().map(PerlTap.Point::name))
                .containsExactlyElementsOf(SHOWN);
        PerlTap reasons = PerlTap.read(directory, reasons());
        assertThat(reasons.errors()).isEmpty();
        assertThat(reasons.points())
                .allSatisfy(p -> assertThat(p.verdict()).isEqualTo(Verdict.SKIPPED));
        assertThat(reasons.points().stream().map(PerlTap.Point::reason))
                .containsExactlyElementsOf(REASONS);
        PerlTap blocks = PerlTap.read(directory, blocks());
        assertThat(blocks.errors()).isEmpty();
        for (int i = 0; i < NastyTexts.ALL.size(); i++) {
            String text = NastyTexts.encodable(NastyTexts.ALL.get(i));
            assertThat(blocks.points().get(i).yaml())
                    .containsEntry("/message", text)
                    .containsEntry("/logs/1", text)
                    .containsEntry("/entries/" + text, text)
                    .containsEntry("/entries/several " + text + "/1", text);
        }
    }

    @Test
    void mesonGetsNamesReasonsAndVerdicts() {
        Map<String, byte[]> outputs = new LinkedHashMap<>();
        outputs.put("names", names());
        outputs.put("reasons", reasons());
        outputs.put("blocks", blocks());
        outputs.put("long", longTexts());
        outputs.put("mixed", TapRun.bytesOf(Fixtures.Mixed.class));
        outputs.put("passing", TapRun.bytesOf(Fixtures.Names.class));
        outputs.put("dynamic", TapRun.bytesOf(Fixtures.Dynamic.class));
        outputs.put("setup", TapRun.bytesOf(Fixtures.SetUpFails.class));
        outputs.put("skipped", TapRun.bytesOf(Fixtures.SkippedClass.class));
        outputs.put("aborted", TapRun.bytesOf(Fixtures.AllAborted.class));
        outputs.put("none", TapRun.bytesOf(Fixtures.NoTests.class));
        outputs.put(
                "surplus",
                TapRun.bytesOf(Fixtures.Names.class, Fixtures.SurprisesBeforeFirst.class));
        String passing = new String(outputs.get("passing"), UTF_8);
        outputs.put("cutblock", passing.substring(0, passing.lastIndexOf("  ...")).getBytes(UTF_8));
        outputs.put(
                "cutpoint", passing.substring(0, passing.lastIndexOf("\nok ") + 1).getBytes(UTF_8));

        Meson meson = Meson.test(directory, outputs);

        assertThat(meson.results())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.ofEntries(
                                Map.entry("names", "FAIL"),
                                Map.entry("reasons", "SKIP"),
                                Map.entry("blocks", "OK"),
                                Map.entry("long", "SKIP"),
                                Map.entry("mixed", "FAIL"),
                                Map.entry("passing", "OK"),
                                Map.entry("dynamic", "FAIL"),
                                Map.entry("setup", "FAIL"),
                                Map.entry("skipped", "SKIP"),
                                Map.entry("aborted", "SKIP"),
                                Map.entry("none", "SKIP"),
                                Map.entry("surplus", "ERROR"),
                                Map.entry("cutblock", "ERROR"),
                                Map.entry("cutpoint", "ERROR")));
        assertThat(meson.points().get("names"))
                .isEqualTo(
                        SHOWN.stream()
                                .map(name -> new Meson.Point(Verdict.FAILED, name, ""))
                                .toList());
        assertThat(meson.points().get("reasons"))
                .isEqualTo(
                        REASONS.stream()
                                .map(reason -> new Meson.Point(Verdict.SKIPPED, "name", reason))
                                .toList());
        assertThat(meson.points().get("blocks")).hasSize(NastyTexts.ALL.size());
        assertThat(meson.points().get("setup").stream().map(Meson.Point::verdict))
                .containsExactly(Verdict.FAILED, Verdict.SKIPPED, Verdict.SKIPPED);
        assertThat(meson.output()).doesNotContain("UNKNOWN", "WARNING");
    }

    @Test
    void cutsLongTextsForEveryReader() {
        PerlTap perl = PerlTap.read(directory, longTexts());
        Map<String, Object> yaml = StrictTap.read(longTexts()).points().get(0).yaml();

        assertThat(perl.errors()).isEmpty();
        assertThat(perl.points().get(0).yaml().get("/message"))
                .isEqualTo(yaml.get("message"))
                .startsWith("\u001b漢\uD83D\uDE00")
                .contains(" characters omitted …]")
                .endsWith("\u001b漢\uD83D\uDE00");
    }

    @Test
    void proveAcceptsRunsAndTellsTheirVerdict() {
        assertThat(PerlTap.prove(directory, TapRun.bytesOf(Fixtures.Names.class)))
                .satisfies(r -> assertThat(r.status()).isZero())
                .satisfies(
                        r ->
                                assertThat(r.output())
                                        .contains("Result: PASS")
                                        .doesNotContain("Parse errors"));
        assertThat(PerlTap.prove(directory, TapRun.bytesOf(Fixtures.NoTests.class)))
                .satisfies(
                        r ->
                                assertThat(r.output())
                                        .contains("skipped: no tests", "Result: NOTESTS"));
        for (Class<?> failing :
                List.of(Fixtures.Mixed.class, Fixtures.Dynamic.class, Fixtures.SetUpFails.class)) {
            assertThat(PerlTap.prove(directory, TapRun.bytesOf(failing)))
                    .satisfies(r -> assertThat(r.status()).isOne())
                    .satisfies(
                            r ->
                                    assertThat(r.output())
                                            .contains("Result: FAIL")
                                            .doesNotContain("Parse errors"));
        }
    }

    private static byte[] names() {
        return write((out, text) -> out.point(Verdict.FAILED, text, "", block()));
    }

    private static byte[] reasons() {
        return write((out, text) -> out.point(Verdict.SKIPPED, "name", text, block()));
    }

    private static byte[] blocks() {
        return write(
                (out, text) -> {
                    Map<String, List<String>> entries = new LinkedHashMap<>();
                    entries.put(text, List.of(text));
                    entries.put("several " + text, List.of(text, text));
                    YamlBlock block =
                            block().text("message", text)
                                    .list("logs", List.of(text, text))
                                    .map("entries", entries);
                    out.point(Verdict.PASSED, "name", "", block.text("last", text));
                });
    }

    private static byte[] longTexts() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TapWriter out = new TapWriter(bytes);
        out.planned(1);
        String text = "\u001b漢\uD83D\uDE00".repeat(50_000);
        out.point(Verdict.SKIPPED, text, text, block().text("message", text));
        return bytes.toByteArray();
    }

    private static YamlBlock block() {
        return new YamlBlock().milliseconds("duration_ms", 12_345_000);
    }

    private static byte[] write(BiConsumer<TapWriter, String> point) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TapWriter out = new TapWriter(bytes);
        out.planned(NastyTexts.ALL.size());
        NastyTexts.ALL.forEach(text -> point.accept(out, text));
        return bytes.toByteArray();
    }
}
