package dev.tidemark.cli.process;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says that a process is ready, for people on stderr and for programs in a file. Used once, by the thread that started it.
 *
 * @param file where to write; null for nowhere
 * @param quiet no line on stderr
 */
public record Readiness(@Nullable Path file, boolean quiet) {

    /**
     * Tells everyone.
     *
     * @param bootstrap {@code HOST:PORT}
     * @param console the console's URL, or null if there is none
     */
    public void tell(PrintStream err, String bootstrap, @Nullable String console) {
        if (file != null) {
            write(file, json(ProcessHandle.current().pid(), bootstrap, console));
        }
        if (!quiet) {
            Instant now = Instant.now();
            Instant started = ProcessHandle.current().info().startInstant().orElse(now);
            double seconds = Duration.between(started, now).toMillis() / 1000.0;
            err.println(String.format(Locale.ROOT, "Ready in %.2f s", Math.max(0, seconds)));
        }
    }

    /** The file's exact content. */
    static String json(long pid, String bootstrap, @Nullable String console) {
        return "{\"pid\":" + pid + ",\"bootstrap\":\"" + bootstrap + "\",\"console\":"
                + (console == null ? "null" : "\"" + console + "\"") + "}";
    }

    /** By rename, so that whoever sees the file sees all of it. */
    static void write(Path file, String content) {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.writeString(part, content);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "the ready file cannot be written",
                    "--ready-file " + file, failed.toString(),
                    "name a file in a folder that exists and may be written to",
                    failed);
        }
    }
}
