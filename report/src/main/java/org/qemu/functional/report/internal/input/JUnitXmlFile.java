package org.qemu.functional.report.internal.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.report.internal.model.CountText;
import org.qemu.functional.report.internal.model.RunRow;
import org.qemu.functional.report.internal.model.TestIdentity;

/**
 * Reads JUnit XML: of the harness, of Surefire, of {@code kyua report-junit}.
 *
 * <p>It reads an event at a time, so that of a file that was cut off all complete tests are known.
 */
final class JUnitXmlFile {
    private static final Pattern SUFFIX = Pattern.compile("(.*) \\[([\\w-]+)\\]");
    private static final Pattern METHOD =
            Pattern.compile("([\\p{L}_$][\\w$\\p{L}]*)(?:[:({\\[].*)?");

    private final RunRow run;
    private final LogFolders logs;
    private final boolean live;
    private final List<FoundAttempt> attempts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private String given = "";
    private String program = "";
    private @Nullable String timestamp;
    private @Nullable JUnitXmlCase current;

    /**
     * @param live whether the program runs now, so that a test without a result has not ended yet
     */
    JUnitXmlFile(RunRow run, LogFolders logs, boolean live) {
        this.run = run;
        this.logs = logs;
        this.live = live;
    }

    /** Return what could not be read. */
    List<String> notes() {
        return notes;
    }

    /**
     * Read a file.
     *
     * @param name the program, if the file does not tell
     */
    List<FoundAttempt> read(Path file, String name) throws IOException {
        attempts.clear();
        given = name;
        program = name;
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader reader = factory().createXMLStreamReader(in);
            while (reader.hasNext()) {
                event(reader, reader.next());
            }
        } catch (XMLStreamException e) {
            notes.add(
                    "%s is cut off or damaged; only the %s before that %s"
                            .formatted(
                                    file,
                                    CountText.of(attempts.size(), "test"),
                                    attempts.size() == 1 ? "counts" : "count"));
        }
        return List.copyOf(attempts);
    }

    private void event(XMLStreamReader reader, int type) throws XMLStreamException {
        if (type == XMLStreamConstants.START_ELEMENT) {
            start(reader);
        } else if (type == XMLStreamConstants.CHARACTERS || type == XMLStreamConstants.CDATA) {
            if (current != null) {
                current.text(reader.getText());
            }
        } else if (type == XMLStreamConstants.END_ELEMENT
                && reader.getLocalName().equals("testcase")
                && current != null) {
            add(current);
            current = null;
        }
    }

    private void start(XMLStreamReader reader) {
        String element = reader.getLocalName();
        if (element.equals("testsuite")) {
            timestamp = reader.getAttributeValue(null, "timestamp");
            program = given.isEmpty() ? text(reader, "name") : given;
        } else if (element.equals("testcase")) {
            current =
                    new JUnitXmlCase(
                            text(reader, "classname"), text(reader, "name"), text(reader, "time"));
        } else if (current != null) {
            current.start(element, text(reader, "type"), text(reader, "message"));
        }
    }

    private void add(JUnitXmlCase found) {
        if (live && found.isWaiting()) {
            return;
        }
        Matcher suffix = SUFFIX.matcher(found.name());
        String plain = suffix.matches() ? suffix.group(1) : found.name();
        TestIdentity test =
                identity(found.className(), plain, suffix.matches() ? suffix.group(2) : target());
        Path folder = logs.ofFiles(found.attachments());
        if (folder == null) {
            folder = logs.of(test);
        }
        if (test.target().isEmpty() && folder != null && folder.getParent() != null) {
            test = identity(found.className(), plain, folder.getParent().getFileName().toString());
        }
        attempts.add(
                new FoundAttempt(
                        test, found.result(live), run, timestamp, found.seconds(), folder));
    }

    /** Name the test as TAP does, so that a test is the same in both. */
    private TestIdentity identity(String className, String name, String target) {
        Matcher matcher = METHOD.matcher(name);
        String method = matcher.matches() ? matcher.group(1) : "";
        String simple = className.substring(className.lastIndexOf('.') + 1);
        String title =
                simple.isEmpty() || name.equals(program)
                        ? name
                        : simple + (method.isEmpty() ? ": " : ".") + name;
        String owner = program.isEmpty() ? simple : program;
        return new TestIdentity(owner, "", target, className, method, title, null);
    }

    /** Return the target in a program's name: {@code func-x86_64-version}. */
    private String target() {
        String[] parts = program.split("-", 3);
        return parts.length == 3 && parts[0].matches("func|qtest|guest") ? parts[1] : "";
    }

    private static String text(XMLStreamReader reader, String attribute) {
        String value = reader.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
