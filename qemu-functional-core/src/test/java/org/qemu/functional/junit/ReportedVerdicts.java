package org.qemu.functional.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads what launchers report of each test: passed, skipped, failure or error. */
final class ReportedVerdicts {
    private static final Pattern PRINTED = Pattern.compile("(?m)^verdict (\\w+)\\(.*\\) (\\w+)$");

    private ReportedVerdicts() {}

    /** Return the verdicts of the reports in JUnit's XML format below a folder, by method. */
    static Map<String, String> ofReports(Path folder) throws IOException {
        List<Path> reports;
        try (Stream<Path> files = Files.walk(folder)) {
            reports = files.filter(ReportedVerdicts::isReport).toList();
        }
        Map<String, String> verdicts = new TreeMap<>();
        for (Path report : reports) {
            NodeList cases = parse(report).getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                String name = test.getAttribute("name");
                // This project's program also reports the set-up of a class.
                if (!name.contains(": ") && !name.startsWith("class ")) {
                    verdicts.put(name.replaceFirst("\\W.*", ""), verdict(test));
                }
            }
        }
        return verdicts;
    }

    private static boolean isReport(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("TEST-") && name.endsWith(".xml");
    }

    private static Element parse(Path report) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("cannot read " + report, e);
        }
    }

    private static String verdict(Element test) {
        return Stream.of("skipped", "failure", "error")
                .filter(name -> test.getElementsByTagName(name).getLength() > 0)
                .findFirst()
                .orElse("passed");
    }

    /** Return the verdicts that {@link PlatformCalls} printed, by method. */
    static Map<String, String> ofOutput(String output) {
        Map<String, String> verdicts = new TreeMap<>();
        Matcher printed = PRINTED.matcher(output);
        while (printed.find()) {
            verdicts.put(printed.group(1), printed.group(2));
        }
        return verdicts;
    }
}
