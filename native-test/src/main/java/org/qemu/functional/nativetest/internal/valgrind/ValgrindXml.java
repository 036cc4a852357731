package org.qemu.functional.nativetest.internal.valgrind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads valgrind's report in XML, protocol version 4 (docs/internals/xml-output-protocol4.txt of
 * its source). The report of a JVM that was killed has no end; what is there is read.
 */
public final class ValgrindXml {
    private final XMLStreamReader xml;
    private final ValgrindReport report = new ValgrindReport();
    private boolean sawRoot;

    private ValgrindXml(XMLStreamReader xml) {
        this.xml = xml;
    }

    /**
     * Read a report.
     *
     * @throws IOException if it cannot be read, or is no report of valgrind
     */
    public static ValgrindReport read(Path file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try (InputStream in = Files.newInputStream(file)) {
            ValgrindXml reader = new ValgrindXml(factory.createXMLStreamReader(in));
            try {
                reader.readAll();
            } catch (XMLStreamException e) {
                if (!reader.sawRoot) {
                    throw new IOException("'%s': %s".formatted(file, e.getMessage()), e);
                }
            }
            return reader.report;
        } catch (XMLStreamException e) {
            throw new IOException(
                    "'%s' is not a report of valgrind: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void readAll() throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "valgrindoutput" -> sawRoot = true;
                case "clientmsg" -> readMark();
                case "error" -> report.add(readError());
                default -> {}
            }
        }
    }

    private void readMark() throws XMLStreamException {
        while (nextChild("clientmsg")) {
            if (xml.getLocalName().equals("text")) {
                ReportMark.Read mark = ReportMark.parse(xml.getElementText());
                if (mark != null) {
                    report.add(mark);
                }
            }
        }
    }

    private ValgrindError readError() throws XMLStreamException {
        String kind = "error";
        List<ValgrindError.Part> parts = new ArrayList<>();
        String text = "";
        while (nextChild("error")) {
            switch (xml.getLocalName()) {
                case "kind" -> kind = xml.getElementText();
                case "what", "auxwhat" -> text = flush(parts, text, xml.getElementText());
                case "text" -> text = flush(parts, text, leak(xml.getElementText())); // in <xwhat>
                case "stack" -> {
                    parts.add(new ValgrindError.Part(text, readStack()));
                    text = "";
                }
                default -> {}
            }
        }
        String unused = flush(parts, text, "");
        return new ValgrindError(kind, parts);
    }

    /** Return the text of a leak without its changes since the last check and its number. */
    private static String leak(String text) {
        return text.replaceAll(" \\(\\+[\\d,]+\\)", "").replaceAll(" in loss record .*", "");
    }

    /** Add a sentence without a stack, and return the next sentence. */
    private static String flush(List<ValgrindError.Part> parts, String text, String next) {
        if (!text.isEmpty()) {
            parts.add(new ValgrindError.Part(text, List.of()));
        }
        return next;
    }

    private List<ValgrindError.Frame> readStack() throws XMLStreamException {
        List<ValgrindError.Frame> frames = new ArrayList<>();
        String object = null;
        String function = null;
        String file = null;
        String line = null;
        while (nextChild("stack")) {
            switch (xml.getLocalName()) {
                case "frame" -> {
                    object = null;
                    function = null;
                    file = null;
                    line = null;
                    frames.add(new ValgrindError.Frame(null, null, null));
                }
                case "obj" -> object = xml.getElementText();
                case "fn" -> function = xml.getElementText();
                case "file" -> file = xml.getElementText();
                case "line" -> line = xml.getElementText();
                default -> {}
            }
            if (!frames.isEmpty()) {
                frames.set(
                        frames.size() - 1,
                        new ValgrindError.Frame(object, function, place(file, line)));
            }
        }
        return frames;
    }

    private static @Nullable String place(@Nullable String file, @Nullable String line) {
        return file == null ? null : line == null ? file : file + ":" + line;
    }

    /** Move to the next start of an element, or return false at the end of the named one. */
    private boolean nextChild(String parent) throws XMLStreamException {
        while (true) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(parent)) {
                return false;
            }
        }
    }
}
