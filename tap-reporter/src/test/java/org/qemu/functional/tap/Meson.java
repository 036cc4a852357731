package org.qemu.functional.tap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.qemu.functional.tap.internal.Verdict;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The results of {@code meson test} for given outputs, from its own {@code testlog.json} and {@code
 * testlog.junit.xml}.
 *
 * <p>The build option {@code -Dmeson=…} selects another meson than that in the search path.
 */
record Meson(Map<String, String> results, Map<String, List<Point>> points, String output) {

    record Point(Verdict verdict, String name, String reason) {}

    private static final RequiredProgram MESON = new RequiredProgram("meson");
    private static final Pattern LOG_LINE =
            Pattern.compile("\\{\"name\": \"([^\"]+)\",.* \"result\": \"(\\w+)\",.*");

    /** Run programs under meson that write the given outputs, by the name of the test. */
    static Meson test(Path directory, Map<String, byte[]> outputs) {
        StringBuilder build = new StringBuilder("project('readers')\ncat = find_program('cat')\n");
        try {
            for (Map.Entry<String, byte[]> output : outputs.entrySet()) {
                Files.write(directory.resolve(output.getKey() + ".tap"), output.getValue());
                build.append(
                        "test('%1$s', cat, args: files('%1$s.tap'), protocol: 'tap')\n"
                                .formatted(output.getKey()));
            }
            Files.writeString(directory.resolve("meson.build"), build);
            String meson = System.getProperty("meson", "meson");
            RequiredProgram.Result setup = MESON.run(directory, List.of(meson, "setup", "build"));
            if (setup.status() != 0) {
                throw new AssertionError(setup.output());
            }
            RequiredProgram.Result test =
                    MESON.run(
                            directory, List.of(meson, "test", "-C", "build", "--no-rebuild", "-v"));
            Path logs = directory.resolve("build/meson-logs");
            return new Meson(
                    results(logs.resolve("testlog.json")),
                    points(logs.resolve("testlog.junit.xml")),
                    test.output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> results(Path log) throws IOException {
        Map<String, String> results = new LinkedHashMap<>();
        for (String line : Files.readAllLines(log)) {
            Matcher m = LOG_LINE.matcher(line);
            if (!m.matches()) {
                throw new AssertionError(line);
            }
            results.put(m.group(1), m.group(2));
        }
        return results;
    }

    private static Map<String, List<Point>> points(Path log) throws IOException {
        Document document;
        try {
            document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(log.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(log + " is not XML", e);
        }
        Map<String, List<Point>> points = new LinkedHashMap<>();
        NodeList cases = document.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element testCase = (Element) cases.item(i);
            String test = testCase.getAttribute("classname").replaceFirst("^readers\\.", "");
            points.computeIfAbsent(test, t -> new ArrayList<>()).add(point(testCase));
        }
        return points;
    }

    private static Point point(Element testCase) {
        Verdict verdict =
                testCase.getElementsByTagName("skipped").getLength() > 0
                        ? Verdict.SKIPPED
                        : testCase.getElementsByTagName("failure").getLength() > 0
                                ? Verdict.FAILED
                                : Verdict.PASSED;
        String name = testCase.getAttribute("name").replaceFirst("^\\d+ - ", "");
        NodeList explanation = testCase.getElementsByTagName("system-out");
        return new Point(
                verdict,
                name,
                explanation.getLength() > 0 ? explanation.item(0).getTextContent() : "");
    }
}
