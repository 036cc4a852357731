package org.qemu.functional.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.report.internal.model.DataJson;

class OtherFormatsTest {
    private static final String HOSTILE =
            "</script>|`*@all* ]]>&\u0000\u001b[31m\u202e\u2028\ud83d\ude00\uffff <img src=x>";

    @TempDir private Path folder;
    private MesonFolder build = new MesonFolder(Path.of("unset"));

    @BeforeEach
    void aRun() throws IOException {
        build = new MesonFolder(folder.resolve("build"));
        build.program("func-x86_64-a", "OK", 0, MesonFolder.passed("BootTest.halts"));
        build.program(
                "func-x86_64-b",
                "FAIL",
                0,
                MesonFolder.failed("BootTest.boots", "guest-crash", HOSTILE + "\nsecond % line"));
        build.program("func-x86_64-c", "SKIP", 0, "1..0 # SKIP no QEMU\n");
        build.program(
                "meson-logs/attempt-1",
                "func-x86_64-d",
                "FAIL",
                0,
                MesonFolder.failed("BootTest.wobbles", "timeout", "no login"),
                "");
        build.program("func-x86_64-d", "OK", 0, MesonFolder.passed("BootTest.wobbles"));
        build.log("BootTest.boots", "console.log", "2026-11-30 20:00:01,500: " + HOSTILE + "\n");
    }

    @Test
    void writesJUnitXmlThatItReadsAgain() throws Exception {
        Path xml = folder.resolve("out/all.xml");
        write("--junit-xml", xml);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile());
        assertThat(xml)
                .content()
                .contains(
                        "tests=\"4\"", "<flakyFailure type=\"timeout\"", "name=\"boots [x86_64]\"");
        Path again = folder.resolve("again");
        assertThat(ReportProgram.run("write", xml, "-o", again))
                .contains("4 tests: 1 failed, 2 passed, 1 skipped");
        assertThat(ids(again)).hasSameElementsAs(ids(folder.resolve("report")));
    }

    @Test
    void writesEventsAsTheSchemaOfOpenTestReportingWantsThem() throws Exception {
        Path xml = folder.resolve("events.xml");
        write("--open-test-reporting", xml);
        List<Source> schemas = new ArrayList<>();
        for (String name : List.of("core", "java", "events")) {
            URL schema =
                    getClass()
                            .getResource("/org/opentest4j/reporting/schema/" + name + "-0.2.0.xsd");
            schemas.add(new StreamSource(Objects.requireNonNull(schema).toString()));
        }
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(schemas.toArray(new Source[0]))
                .newValidator()
                .validate(new StreamSource(xml.toFile()));
        assertThat(xml)
                .content()
                .contains("status=\"FAILED\"", "status=\"SKIPPED\"", "methodName=\"boots\"");
        assertThat(xml)
                .content()
                .containsOnlyOnce("name=\"x86_64.BootTest.halts\"")
                .contains("id=\"5\"");
    }

    @Test
    void writesMarkdownInWhichNoTextIsMarkup() throws IOException {
        Path markdown = folder.resolve("summary.md");
        write("--markdown", markdown);
        assertThat(markdown)
                .content()
                .startsWith("## Test report\n\n1 failed, 1 flaky, 1 passed, 1 skipped\n")
                .contains("| guest-crash |", "BootTest.java")
                .doesNotContain("<script", "<img", "@all", "`")
                .contains("<details><summary>Flaky");
    }

    @Test
    void theSummaryIsBounded() throws IOException {
        for (int i = 0; i < 500; i++) {
            build.program(
                    "func-x86_64-x" + i,
                    "FAIL",
                    0,
                    MesonFolder.failed("BootTest.boots" + i, "test", "x".repeat(2000)));
        }
        Path markdown = folder.resolve("summary.md");
        write("--markdown", markdown);
        assertThat(Files.size(markdown)).isLessThan(60_000);
        assertThat(markdown).content().containsPattern("and \\d+ more: the report has them");
    }

    @Test
    void annotatesTheLinesOfSources() throws IOException {
        Path sources = folder.resolve("sources/src/org/qemu/functional/tests/x86_64");
        Files.createDirectories(sources);
        Files.writeString(sources.resolve("BootTest.java"), "");
        Files.createDirectories(folder.resolve("sources/other"));
        Files.writeString(folder.resolve("sources/other/BootTest.java"), "");
        String output = write("--github", "--sources", folder.resolve("sources"));
        assertThat(output)
                .containsPattern(
                        "(?m)^::error file=src/org/qemu/functional/tests/x86_64/BootTest.java,line=42,title=BootTest.boots::guest-crash: .*second %25 line$")
                .containsPattern(
                        "(?m)^::warning file=.*title=BootTest.wobbles::timeout: no login$");
    }

    @Test
    void writesCtrf() throws IOException {
        Path file = folder.resolve("ctrf.json");
        write("--ctrf", file);
        JsonNode results = DataJson.mapper().readTree(file.toFile()).path("results");
        assertThat(results.path("summary").path("flaky").asInt()).isEqualTo(1);
        assertThat(results.path("tests").findValuesAsText("status"))
                .containsExactlyInAnyOrder("passed", "failed", "skipped", "passed");
        assertThat(
                        results.path("tests").findValues("retries").stream()
                                .mapToInt(JsonNode::asInt)
                                .sum())
                .isEqualTo(1);
    }

    @Test
    void writesOneFileForMail() throws IOException {
        Path html = folder.resolve("report.html");
        write("--single-file", html);
        assertThat(html)
                .content()
                .contains("data-kind=\"index\" data-key=\"\"", "data-kind=\"cast\"")
                .doesNotContain("<script>alert", "files/")
                .containsOnlyOnce("</html>");
        assertThat(html)
                .content()
                .containsPattern(
                        "data-kind=\"test\" data-key=\"[\\w.-]+boots[\\w.-]+\">[^<]+</script>");
        write("--single-file", html, "--single-file-limit", "1K");
        assertThat(html).content().contains("boots").doesNotContain("data-kind=\"cast\"");
    }

    @Test
    void keepsAHistory() throws IOException {
        Path history = folder.resolve("history.sqlite");
        write("--history=" + folder.resolve("other.sqlite"), "--history", history);
        write("--history", history);
        assertThat(folder.resolve("other.sqlite")).doesNotExist();
        JsonNode data = ReportProgram.data(folder.resolve("report/data/history.js"));
        assertThat(data.path("tests")).hasSize(4);
        assertThat(ReportProgram.run("history", "BootTest.wobbles", "--history", history))
                .startsWith("0\nx86_64.BootTest.wobbles\n")
                .contains("flaky", "flake rate  100 %");
        assertThat(ReportProgram.run("flaky", "--history", history))
                .contains("100 %  of 1 run  x86_64.BootTest.wobbles");
        assertThat(ReportProgram.run("history", "none", "--history", history)).startsWith("1\n");
        assertThat(ReportProgram.run("flaky", "--history", folder.resolve("none")))
                .startsWith("1\nerror: there is no history");
    }

    private String write(Object... options) {
        Object[] arguments = new Object[4 + options.length];
        arguments[0] = "write";
        arguments[1] = build.path();
        arguments[2] = "-o";
        arguments[3] = folder.resolve("report");
        System.arraycopy(options, 0, arguments, 4, options.length);
        String output = ReportProgram.run(arguments);
        assertThat(output).startsWith("0\n");
        return output;
    }

    private static List<String> ids(Path report) throws IOException {
        return ReportProgram.index(report).path("tests").findValuesAsText("id");
    }
}
