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
            err.println("Ready in " + seconds(Duration.between(started, now)) + " s");
        }
    }

    /** Two digits behind the point. By hand: the first use of a formatter loads the data of locales, at the worst moment of a start. */
    static String seconds(Duration duration) {
        long hundredths = Math.max(0, duration.toMillis() + 5) / 10;
        long fraction = hundredths % 100;
        return hundredths / 100 + (fraction < 10 ? ".0" : ".") + fraction;
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
