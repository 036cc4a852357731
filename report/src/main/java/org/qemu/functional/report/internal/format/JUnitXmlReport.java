package org.qemu.functional.report.internal.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.qemu.functional.report.internal.model.TestRow;
import org.qemu.functional.report.internal.model.TestVerdict;
import org.qemu.functional.report.internal.output.WrittenReport;
import org.qemu.functional.report.internal.output.WrittenTest;

/** Writes one file of JUnit XML, with a suite for each program. */
public final class JUnitXmlReport {
    private final XMLStreamWriter xml;

    private JUnitXmlReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Write a file. */
    public static void write(WrittenReport report, Path file) throws IOException {
        try (OutputStream out = FormatFiles.open(file)) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            new JUnitXmlReport(xml).write(report);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("cannot write '%s': %s".formatted(file, e.getMessage()), e);
        }
    }

    private void write(WrittenReport report) throws XMLStreamException {
        Map<String, List<WrittenTest>> suites = new LinkedHashMap<>();
        for (WrittenTest test : report.tests()) {
            suites.computeIfAbsent(test.row().program(), name -> new ArrayList<>()).add(test);
        }
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("testsuites");
        attribute("name", report.index().title());
        counts(report.tests());
        for (Map.Entry<String, List<WrittenTest>> suite : suites.entrySet()) {
            newLine();
            xml.writeStartElement("testsuite");
            attribute("name", suite.getKey());
            counts(suite.getValue());
            for (WrittenTest test : suite.getValue()) {
                testCase(test);
            }
            newLine();
            xml.writeEndElement();
        }
        newLine();
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void counts(List<WrittenTest> tests) throws XMLStreamException {
        attribute("tests", Integer.toString(tests.size()));
        attribute("failures", count(tests, TestVerdict.FAILED));
        attribute("errors", count(tests, TestVerdict.ERROR));
        attribute("skipped", count(tests, TestVerdict.SKIPPED, TestVerdict.TODO));
        attribute("time", seconds(tests.stream().mapToDouble(test -> test.row().duration()).sum()));
    }

    private static String count(List<WrittenTest> tests, TestVerdict... verdicts) {
        List<TestVerdict> counted = List.of(verdicts);
        return Long.toString(
                tests.stream().filter(test -> counted.contains(test.row().verdict())).count());
    }

    private void testCase(WrittenTest test) throws XMLStreamException {
        TestRow row = test.row();
        newLine();
        xml.writeStartElement("testcase");
        attribute("classname", FormatText.orEmpty(row.className()));
        String target = FormatText.orEmpty(row.target());
        attribute("name", plain(row) + (target.isEmpty() ? "" : " [" + target + "]"));
        attribute("time", seconds(row.duration()));
        switch (row.verdict()) {
            case FAILED -> failure(test, "failure");
            case ERROR -> failure(test, "error");
            // As Surefire writes them.
            case FLAKY -> failure(test, "flakyFailure");
            case SKIPPED, TODO, RUNNING -> {
                xml.writeEmptyElement("skipped");
                attribute("message", FormatText.orEmpty(row.reason()));
            }
            case PASSED -> {
                // No element says so.
            }
        }
        xml.writeEndElement();
    }

    /** Return the name without the class, which has an attribute of its own. */
    private static String plain(TestRow row) {
        String className = FormatText.orEmpty(row.className());
        String simple = className.substring(className.lastIndexOf('.') + 1);
        String rest = row.name().startsWith(simple) ? row.name().substring(simple.length()) : "";
        return rest.startsWith(".") || rest.startsWith(": ")
                ? rest.substring(rest.startsWith(".") ? 1 : 2)
                : row.name();
    }

    private void failure(WrittenTest test, String element) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute("type", FormatText.orEmpty(test.row().kind()));
        attribute("message", test.message());
        xml.writeCharacters(FormatText.lines(String.join("\n", test.stack())));
        xml.writeEndElement();
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, FormatText.lines(value));
    }

    private void newLine() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
