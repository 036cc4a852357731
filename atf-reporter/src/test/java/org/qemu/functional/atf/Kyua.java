package org.qemu.functional.atf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real kyua, with a store of its own. */
record Kyua(Path folder) {
    private static final Pattern RESULT =
            Pattern.compile("(\\S+)  ->  (.*?)  \\[[\\d.]+s]", Pattern.MULTILINE);

    /** Prepare a folder for runs of programs in it, or skip the test if there is no kyua. */
    static Kyua in(Path folder, String... programs) throws Exception {
        assumeTrue(TestProgram.isInstalled("kyua"), "no kyua: apt-get install kyua");
        StringBuilder file = new StringBuilder("syntax(2)\ntest_suite(\"atf-reporter\")\n");
        for (String program : programs) {
            file.append("atf_test_program{%s}%n".formatted(program));
        }
        Files.writeString(folder.resolve("Kyuafile"), file);
        return new Kyua(folder);
    }

    /** Run kyua. */
    TestProgram.Output run(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "kyua",
                                "-v",
                                "parallelism=2",
                                "-v",
                                "architecture=x86_64",
                                "-v",
                                "platform=amd64"));
        command.addAll(List.of(arguments));
        return TestProgram.execute(folder, Map.of("HOME", folder.toString()), command);
    }

    /** Run all tests and return what kyua reports for each, without the time. */
    Map<String, String> test(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("test");
        TestProgram.Output output = run(arguments.toArray(new String[0]));
        Map<String, String> results = new TreeMap<>();
        Matcher line = RESULT.matcher(output.stdout());
        while (line.find()) {
            results.put(line.group(1), line.group(2));
        }
        return results;
    }

    /** Return the whole report on a test case, with its outputs. */
    String report(String testCase) throws Exception {
        return run("report", "--verbose", "--results-filter=passed,broken", testCase).stdout();
    }
}
