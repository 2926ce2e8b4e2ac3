package io.tollgate.gateway.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Names the kernel boot. Mapped pages are whole only within the boot that wrote them: after a crash of the machine some
 * may be old and some new.
 */
final class BootId {

    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** Returns the name of this boot; a name that no other process gets where the system does not tell. */
    static String current() {
        try {
            return Files.readString(LINUX).strip();
        } catch (IOException e) {
            return UUID.randomUUID().toString();
        }
    }
}
