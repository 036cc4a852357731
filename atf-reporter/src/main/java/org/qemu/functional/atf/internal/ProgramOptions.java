package org.qemu.functional.atf.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.qemu.functional.atf.KyuaVersion;

/**
 * The arguments of the launcher, which precede those of kyua.
 *
 * @param classes the names of the classes with the tests
 * @param program the path of the launcher, if it is known
 * @param version the version of kyua that reads the list
 * @param listFolder where to write the lists of all classes, if that is the task
 * @param kyuafile whether to print the properties for the Kyuafile
 * @param rest the arguments of kyua
 */
public record ProgramOptions(
        List<String> classes,
        Optional<String> program,
        KyuaVersion version,
        Optional<String> listFolder,
        boolean kyuafile,
        List<String> rest) {

    /** Read arguments. */
    public static ProgramOptions parse(List<String> arguments) throws AtfError {
        List<String> classes = new ArrayList<>();
        Optional<String> program = Optional.empty();
        KyuaVersion version = KyuaVersion.V0_13;
        int i = 0;
        while (i < arguments.size()) {
            String option = arguments.get(i);
            if (!option.equals("--class")
                    && !option.equals("--program")
                    && !option.equals("--kyua")) {
                break;
            }
            if (i + 1 == arguments.size()) {
                throw new AtfError("The launcher's option %s has no value".formatted(option));
            }
            String value = arguments.get(i + 1);
            switch (option) {
                case "--class" -> classes.add(value);
                case "--program" -> program = Optional.of(value);
                default -> version = version(value);
            }
            i += 2;
        }
        if (i < arguments.size() && arguments.get(i).equals("--list-all")) {
            return listAll(arguments.subList(i + 1, arguments.size()), program, version);
        }
        if (classes.isEmpty()) {
            throw new AtfError("The launcher passes no --class");
        }
        boolean kyuafile = i < arguments.size() && arguments.get(i).equals("--kyuafile");
        return new ProgramOptions(
                List.copyOf(classes),
                program,
                version,
                Optional.empty(),
                kyuafile,
                List.copyOf(arguments.subList(kyuafile ? i + 1 : i, arguments.size())));
    }

    private static ProgramOptions listAll(
            List<String> words, Optional<String> program, KyuaVersion version) throws AtfError {
        if (words.size() < 2) {
            throw new AtfError("--list-all needs a folder and at least one class");
        }
        return new ProgramOptions(
                List.copyOf(words.subList(1, words.size())),
                program,
                version,
                Optional.of(words.get(0)),
                false,
                List.of());
    }

    /** Return the name of the program in messages. */
    public String name() {
        String path = program.orElse(classes.get(0));
        return program.isPresent()
                ? path.substring(path.lastIndexOf('/') + 1)
                : path.substring(path.lastIndexOf('.') + 1);
    }

    private static KyuaVersion version(String name) throws AtfError {
        return switch (name) {
            case "0.13" -> KyuaVersion.V0_13;
            case "development" -> KyuaVersion.DEVELOPMENT;
            default ->
                    throw new AtfError(
                            "Unknown version of kyua `%s': expected 0.13 or development"
                                    .formatted(name));
        };
    }
}
