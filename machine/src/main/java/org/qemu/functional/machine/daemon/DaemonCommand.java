package org.qemu.functional.machine.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.qemu.functional.machine.internal.launch.InheritedDescriptors;

/**
 * A command that starts a daemon.
 *
 * @param words the program and its arguments
 * @param prefix the words that precede the program
 * @param environment variables in addition to this program's own
 * @param descriptors the file descriptors that it inherits
 */
record DaemonCommand(
        List<String> words,
        List<String> prefix,
        Map<String, String> environment,
        InheritedDescriptors descriptors) {
    /** Create a command without a prefix, variables and file descriptors. */
    static DaemonCommand of(List<String> words) {
        return new DaemonCommand(words, List.of(), Map.of(), new InheritedDescriptors());
    }

    /** Return the words of a command, with arguments that may be paths or numbers. */
    static List<String> words(List<?>... parts) {
        List<String> words = new ArrayList<>();
        Stream.of(parts).forEach(part -> part.forEach(word -> words.add(word.toString())));
        return List.copyOf(words);
    }

    /** Return all words that start the program. */
    List<String> all() {
        return words(prefix, words);
    }
}
