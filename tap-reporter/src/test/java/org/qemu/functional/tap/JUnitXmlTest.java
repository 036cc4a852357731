package org.qemu.functional.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.NodeTree;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.PointId;
import org.qemu.functional.tap.internal.Verdict;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@Timeout(60)
class JUnitXmlTest {
    private static final Map<String, String> PARALLEL =
            Map.of(
                    "junit.jupiter.execution.parallel.enabled", "true",
                    "junit.jupiter.execution.parallel.config.strategy", "fixed",
                    "junit.jupiter.execution.parallel.config.fixed.parallelism", "5");

    @TempDir Path folder;

    @Test
    void tellsClassTimeMessageTypeStackAndReasons() throws Exception {
        List<Element> cases = cases(run(Map.of(), Fixtures.Mixed.class));

        assertThat(cases)
                .extracting(test -> test.getAttribute("name"))
                .containsExactly("aborts", "fails", "passes", "skipped");
        assertThat(cases)
                .allSatisfy(
                        test ->
                                assertThat(test.getAttribute("classname"))
                                        .isEqualTo(Fixtures.Mixed.class.getName()));
        Element failure = child(cases.get(1), "failure");
        assertThat(failure.getAttribute("type")).contains("AssertionFailedError");
        assertThat(failure.getAttribute("message")).contains("AssertionFailedError: ");
        assertThat(failure.getTextContent()).contains("Fixtures.java:").contains("Mixed.fails(");
        assertThat(child(cases.get(0), "skipped").getAttribute("message")).isNotEmpty();
        assertThat(child(cases.get(3), "skipped").getAttribute("message")).isEqualTo("not today");
        assertThat(child(cases.get(1), "system-out").getTextContent())
                .contains("[[PROPERTY|kind=test]]");
    }

    @Test
    void hasTheKindsOfFailuresAsProperties() throws Exception {
        Element root = root(run(Map.of(), Fixtures.Mixed.class));

        NodeList properties = root.getElementsByTagName("property");
        assertThat(properties.getLength()).isOne();
        Element property = (Element) properties.item(0);
        assertThat(property.getAttribute("name"))
                .isEqualTo("kind of " + Fixtures.Mixed.class.getName() + ".fails");
        assertThat(property.getAttribute("value")).isEqualTo("test");
    }

    @Test
    void namesLogsAsAttachments() throws Exception {
        assertThat(child(cases(run(Map.of(), Fixtures.Mixed.class)).get(2), "system-out"))
                .extracting(Element::getTextContent)
                .asString()
                .containsPattern("\\[\\[ATTACHMENT\\|\\S+\\.log]]");
    }

    @Test
    void isValidWhateverTheTextsAre() throws Exception {
        validate(run(Map.of(), Fixtures.Throwing.class));
        validate(run(Map.of(), Fixtures.Names.class));
        validate(run(Map.of(), Fixtures.SetUpFails.class));
        validate(run(Map.of(), Fixtures.Dynamic.class));
        validate(run(Map.of(), Fixtures.NoTests.class));
        for (String text : NastyTexts.ALL) {
            JUnitXml xml = new JUnitXml(folder.resolve("nasty.xml"), text.isEmpty() ? "x" : text);
            xml.ended(
                    new Point(
                            Verdict.FAILED,
                            PointId.of("name " + text),
                            "",
                            Failure.of("message " + text),
                            1,
                            List.of(text),
                            Map.of(text, List.of(text))));
            xml.changed(new NodeTree());
            validate(folder.resolve("nasty.xml"));
        }
    }

    @Test
    void hasTheRunningTestAsAnErrorAndTheWaitingOnesAsSkipped() throws Exception {
        InterruptFixtures.reset();
        Path file = folder.resolve("running.xml");
        Thread runner =
                new Thread(() -> run(file, Map.of(), InterruptFixtures.Blocking.class), "runner");
        runner.start();
        InterruptFixtures.awaitReached();
        Path seen = Files.copy(file, folder.resolve("seen.xml"));
        InterruptFixtures.release();
        runner.join();

        validate(seen);
        assertThat(outcomes(seen))
                .containsExactlyInAnyOrder("first passed", "second error", "third skipped");
        assertThat(child(cases(seen).get(1), "error").getAttribute("type")).isEqualTo("unfinished");
        assertThat(outcomes(file)).allMatch(outcome -> outcome.endsWith(" passed"));
    }

    @Test
    void namesConcurrentTestsAlikeInEveryRun() throws Exception {
        InterruptFixtures.reset();
        List<String> first = outcomes(run(PARALLEL, InterruptFixtures.Parallel.class));
        InterruptFixtures.reset();
        List<String> second = outcomes(run(PARALLEL, InterruptFixtures.Parallel.class));

        assertThat(second).hasSize(204).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void remembersThatTheFileCannotBeWritten() {
        TapReporter reporter =
                TapReporter.to(new ByteArrayOutputStream())
                        .writeJUnitXml(Path.of("/dev/null/no.xml"), "suite");
        assertThat(reporter.failure()).isPresent();
        new TapRun(reporter, new ByteArrayOutputStream()).execute(Map.of(), Fixtures.Mixed.class);

        assertThat(reporter.failure()).isPresent();
        assertThat(reporter.summary().failed()).isOne();
    }

    private Path run(Map<String, String> parameters, Class<?> fixture) {
        return run(folder.resolve(fixture.getSimpleName() + ".xml"), parameters, fixture);
    }

    private static Path run(Path file, Map<String, String> parameters, Class<?> fixture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TapReporter reporter =
                TapReporter.to(bytes, thrown -> "test").writeJUnitXml(file, fixture.getName());
        new TapRun(reporter, bytes).execute(parameters, fixture);
        return file;
    }

    private static void validate(Path file) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(Objects.requireNonNull(JUnitXmlTest.class.getResource("junit.xsd")))
                .newValidator()
                .validate(new StreamSource(file.toFile()));
        Element suite = (Element) root(file).getElementsByTagName("testsuite").item(0);
        List<String> outcomes = outcomes(file);
        assertThat(suite.getAttribute("tests")).isEqualTo("" + outcomes.size());
        for (String outcome : List.of("failure", "error", "skipped")) {
            assertThat(suite.getAttribute(outcome.equals("skipped") ? outcome : outcome + "s"))
                    .isEqualTo("" + outcomes.stream().filter(o -> o.endsWith(outcome)).count());
        }
    }

    private static List<String> outcomes(Path file) throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (Element test : cases(file)) {
            String outcome = "passed";
            for (String element : List.of("failure", "error", "skipped")) {
                if (test.getElementsByTagName(element).getLength() > 0) {
                    outcome = element;
                }
            }
            outcomes.add(test.getAttribute("name") + " " + outcome);
        }
        return outcomes;
    }

    private static List<Element> cases(Path file) throws Exception {
        NodeList nodes = root(file).getElementsByTagName("testcase");
        List<Element> cases = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            cases.add((Element) nodes.item(i));
        }
        return cases;
    }

    private static Element child(Element test, String name) {
        assertThat(test.getElementsByTagName(name).getLength()).as(name).isOne();
        return (Element) test.getElementsByTagName(name).item(0);
    }

    private static Element root(Path file) throws Exception {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (org.xml.sax.SAXException e) {
            throw new IOException(Files.readString(file), e);
        }
    }
}
