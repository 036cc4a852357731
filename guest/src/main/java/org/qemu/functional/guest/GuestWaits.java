package org.qemu.functional.guest;

import java.time.Duration;
import org.qemu.functional.settings.TimeoutScale;
import org.qemu.functional.units.Seconds;

/** Wait for conditions in a guest. */
final class GuestWaits {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Guest guest;

    GuestWaits(Guest guest) {
        this.guest = guest;
    }

    void file(String path, Duration limit) {
        if (!guest.channel().awaitFile(path, TimeoutScale.scaled(limit))) {
            throw new CommandTimeoutError(
                    "'%s' did not appear in guest '%s' within %s"
                            .formatted(path, guest.vm().name(), seconds(limit)),
                    guest.vm());
        }
    }

    void port(int port, Duration limit) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "%d is not a port number: use 1 to 65535".formatted(port));
        }
        if (!guest.channel().awaitPort(port, TimeoutScale.scaled(limit))) {
            throw new CommandTimeoutError(
                    "no program listened on port %d in guest '%s' within %s; listening sockets:\n%s"
                            .formatted(
                                    port,
                                    guest.vm().name(),
                                    seconds(limit),
                                    guest.run("netstat -tln 2>/dev/null").stdout()),
                    guest.vm());
        }
    }

    CommandResult success(String script, Duration limit) {
        return new RetryUntilSuccess(guest, script, limit, FIRST_PAUSE, LONGEST_PAUSE)
                .untilSuccess();
    }

    static String seconds(Duration limit) {
        return Seconds.format(TimeoutScale.scaled(limit));
    }
}
