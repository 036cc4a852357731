package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Runs programs that end in various ways under meson, and checks the XML of the run. */
@Timeout(600)
class RunReportTest extends ProgramFixture {
    private static final String FIXTURE = "org.qemu.functional.launch.fixture.VerdictsFixture";
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCHEMA =
            TOP.resolve("tap-reporter/src/test/resources/org/qemu/functional/tap/junit.xsd");

    @Test
    void hasAPassAFailureASkipAKillAndATimeOut() throws Exception {
        StringBuilder project = new StringBuilder("project('verdicts')\n");
        for (String method : List.of("passes", "fails", "isSkipped", "killsTheProgram")) {
            project.append(test(method, 300));
        }
        project.append(test("hangs", 30));
        Files.writeString(folder.resolve("meson.build"), project);
        Path build = folder.resolve("build");
        Result setUp = call("meson", "setup", build.toString());
        assertThat(setUp.status()).as(setUp.out()).isZero();

        call("meson", "test", "-C", build.toString(), "--print-errorlogs");
        String console = Files.readString(folder.resolve("out"));
        Result written = call(TOP.resolve("scripts/junit_xml.py").toString(), build.toString());
        assertThat(written.status()).as(written.err()).isZero();

        Path report = build.resolve("meson-logs/functional.junit.xml");
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SCHEMA.toFile())
                .newValidator()
                .validate(new StreamSource(report.toFile()));
        Map<String, String> outcomes = outcomes(report);
        assertThat(outcomes)
                .containsOnlyKeys("passes", "fails", "isSkipped", "killsTheProgram", "hangs")
                .containsEntry("passes", "passed")
                .containsEntry("isSkipped", "skipped: not today");
        assertThat(outcomes.get("fails")).startsWith("failure: ").contains("version");
        assertThat(outcomes.get("killsTheProgram")).startsWith("error: ").contains("SIGKILL");
        // The program says so itself or, if it was too slow for that, meson.
        assertThat(outcomes.get("hangs")).startsWith("error: ").containsPattern("time-?out");
        // The console has the same information.
        assertThat(console)
                .contains("FAILED VerdictsFixture.fails (test)")
                .contains("version ==> expected: <4.2> but was: <4.3>");
    }

    private String test(String method, int timeout) {
        List<String> command =
                java(
                        Main.class.getName(),
                        "--junit-xml",
                        folder.resolve(method + ".xml").toString(),
                        FIXTURE + "#" + method);
        return "test('%s', find_program('%s'), args: [%s], protocol: 'tap', timeout: %d)\n"
                .formatted(
                        method,
                        command.get(0),
                        command.stream()
                                .skip(1)
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(", ")),
                        timeout);
    }

    private Result call(String... command) throws IOException, InterruptedException {
        return result(program(Map.of(), List.of(command)).start());
    }

    private static Map<String, String> outcomes(Path report) throws Exception {
        Node root =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getDocumentElement();
        return elements(root)
                .flatMap(RunReportTest::elements)
                .filter(element -> element.getTagName().equals("testcase"))
                .collect(
                        Collectors.toMap(
                                test -> test.getAttribute("name"),
                                test ->
                                        elements(test)
                                                .filter(child -> child.hasAttribute("message"))
                                                .findFirst()
                                                .map(
                                                        child ->
                                                                child.getTagName()
                                                                        + ": "
                                                                        + child.getAttribute(
                                                                                "message"))
                                                .orElse("passed")));
    }

    private static Stream<Element> elements(Node parent) {
        Stream.Builder<Element> found = Stream.builder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found.build();
    }
}
