package com.example.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.files.TestFiles;
import org.qemu.functional.guest.Guest;
import org.qemu.functional.guest.WarmBoot;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.QemuTest;

/**
 * Runs SQL on a real PostgreSQL. The database is created and started once, in a guest that is then
 * frozen; each test method gets a clone, with the server running, in less than a second.
 */
@QemuTest
@Arch("x86_64")
@WarmBoot(
        packages = "postgresql-15",
        memory = 1536,
        prepare =
                """
                set -e
                echo 'postgres:x:70:70::/var/lib/postgresql:/bin/sh' >> /etc/passwd
                echo 'postgres:x:70:' >> /etc/group
                mkdir -p /var/lib/postgresql /run/postgresql
                chown 70:70 /var/lib/postgresql /run/postgresql
                ifconfig lo 127.0.0.1 up
                PATH=$PATH:/usr/lib/postgresql/15/bin
                su postgres -c "$(command -v initdb) -D /var/lib/postgresql/data -A trust --no-locale -E UTF8"
                su postgres -c "$(command -v pg_ctl) -D /var/lib/postgresql/data -l /var/lib/postgresql/log -w start"
                """)
class PostgresqlTest {
    private static final String BIN = "/usr/lib/postgresql/15/bin/";

    @Test
    void hasAnEmptyDatabase(Guest guest) {
        assertEquals("0", sql(guest, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    @Test
    void keepsRows(Guest guest) {
        sql(guest, "CREATE TABLE person (name text PRIMARY KEY)");
        sql(guest, "INSERT INTO person VALUES ('Ada'), ('Grace')");
        assertEquals("2", sql(guest, "SELECT count(*) FROM person"));
    }

    @Test
    void createsTheSameTableInItsOwnCopy(Guest guest) {
        sql(guest, "CREATE TABLE person (name text PRIMARY KEY)");
        assertEquals("0", sql(guest, "SELECT count(*) FROM person"));
    }

    @Test
    void dumpsItsTables(Guest guest, TestFiles files) throws IOException {
        sql(guest, "CREATE TABLE person (name text PRIMARY KEY)");
        guest.run(BIN + "pg_dump -U postgres > /tmp/dump.sql").check();
        // The folder of the logs is kept after the test.
        Path dump = files.log("dump.sql");
        guest.get("/tmp/dump.sql", dump);
        assertTrue(Files.readString(dump).contains("CREATE TABLE public.person"));
    }

    /** Run a statement, which contains no {@code "}, and return the rows. */
    private static String sql(Guest guest, String statement) {
        String command = BIN + "psql -U postgres -At -c \"%s\"".formatted(statement);
        return guest.run(command).check().stdout().strip();
    }
}
