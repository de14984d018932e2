import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The checks of a peer's program: run one after the other on a thread each, reported as the lines that PeerReport of the
 * compatibility suite reads. The process ends after the last, or at once when its standard input does, which is when the test
 * that started it is gone.
 */
final class Checks {

    /** One check; what it throws is its failure. */
    interface Check {
        void run() throws Exception;
    }

    private static final long PATIENCE_SECONDS = 60;

    /** As it was at the start: a check may redirect the standard output of a tool that it runs. */
    private final PrintStream out = System.out;
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** Adds a check; a name is one word. */
    Checks add(String name, Check check) {
        checks.put(name, check);
        return this;
    }

    /** Runs those whose names are given, or all, and ends the process. */
    void runAll(String version, List<String> only) {
        endWithStandardInput();
        out.println("peer-version " + version);
        List<String> names = new ArrayList<>(checks.keySet());
        if (!only.isEmpty()) {
            names.retainAll(only);
        }
        names.forEach(name -> out.println("peer-check " + name));
        names.forEach(this::run);
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** What Kafka's clients on this class path say of themselves. */
    static String kafkaVersion() {
        Properties said = new Properties();
        try (InputStream file = Checks.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            said.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return said.getProperty("version");
    }

    static void endWithStandardInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // whatever is written, only its end counts
                }
            } catch (IOException e) {
                // the same end
            }
            Runtime.getRuntime().halt(3);
        }, "end of standard input");
        watch.setDaemon(true);
        watch.start();
    }

    private void run(String name) {
        out.println("-- " + name);
        long started = System.nanoTime();
        FutureTask<Void> task = new FutureTask<>(() -> {
            checks.get(name).run();
            return null;
        });
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            out.println("peer-passed " + name + " " + (System.nanoTime() - started) / 1_000_000 + " ms");
        } catch (ExecutionException e) {
            failed(name, e.getCause());
        } catch (TimeoutException e) {
            Throwable where = new AssertionError("still runs after " + PATIENCE_SECONDS + " s");
            where.setStackTrace(thread.getStackTrace());
            failed(name, where);
            thread.interrupt();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void failed(String name, Throwable why) {
        why.printStackTrace();
        System.err.flush();
        out.println("peer-failed " + name + " " + why.toString().replaceAll("\\s*\\R\\s*", "; "));
    }

    static void equal(String what, Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": expected " + expected + ", got " + actual);
        }
    }

    static void that(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** The exception of a type that a call ends with, also as the cause of what it throws. */
    static <E extends Throwable> E fails(Class<E> type, Check call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (type.isInstance(cause)) {
                    return type.cast(cause);
                }
            }
            throw new AssertionError("expected " + type.getSimpleName() + ", got " + thrown, thrown);
        }
        throw new AssertionError("expected " + type.getSimpleName() + ", nothing was thrown");
    }
}
