package dev.tidemark.cli.process;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What ends a command that serves. */
public interface StopSignal {

    /**
     * From now on a signal closes {@code served}, within ten seconds.
     *
     * @return completes where the process outlives its stop, which only tests do
     */
    CompletableFuture<Void> closes(AutoCloseable served);

    /**
     * SIGTERM and SIGINT of this process. The JVM runs the closing as a shutdown hook and then ends with 128 + the signal's
     * number: 143, 130. At a normal end there is nothing left to close.
     */
    static StopSignal ofProcess(PrintStream err) {
        return served -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> closeInTime(served, err), "tidemark-stop"));
            return new CompletableFuture<>();
        };
    }

    /** Waits for the closing, but not longer than the contract allows: what is not closed by then recovers at the next start. */
    private static void closeInTime(AutoCloseable served, PrintStream err) {
        Thread closing = Thread.ofPlatform().daemon().name("tidemark-close").start(() -> {
            try {
                served.close();
            } catch (Exception failure) {
                err.println("tidemark: stopping was not clean: " + failure);
            }
        });
        try {
            if (!closing.join(Duration.ofSeconds(9))) {
                err.println("tidemark: not all was closed after 9 s; the next start recovers it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
