import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Exit;

/**
 * One of Kafka's command-line tools, run in this JVM: what it prints is kept, its exit is an exception, and its shutdown hooks
 * run when it ends. One at a time, as standard output is the JVM's.
 */
final class Tool {

    /** A tool's {@code main}. */
    interface Main {
        void main(String... arguments) throws Exception;
    }

    /** How a run ended. */
    record Result(int status, String output) {

        Result succeeds() {
            Checks.that("status " + status + ":\n" + output, status == 0);
            return this;
        }

        Result fails() {
            Checks.that("expected to fail:\n" + output, status != 0);
            return this;
        }

        Result prints(String... texts) {
            for (String text : texts) {
                Checks.that("expected '" + text + "' in:\n" + output, output.contains(text));
            }
            return this;
        }

        Result matches(String pattern) {
            Checks.that("expected " + pattern + " in:\n" + output,
                    Pattern.compile(pattern, Pattern.MULTILINE).matcher(output).find());
            return this;
        }

        Result lacks(String text) {
            Checks.that("not expected '" + text + "' in:\n" + output, !output.contains(text));
            return this;
        }
    }

    private static final class Exited extends RuntimeException {
        Exited() {
            super("the tool's exit", null, false, false);
        }
    }

    private Tool() {}

    static Result run(Main tool, String... arguments) {
        return runWithInput(tool, "", arguments);
    }

    static Result runWithInput(Main tool, String input, String... arguments) {
        PrintStream standardOutput = System.out;
        PrintStream standardError = System.err;
        InputStream standardInput = System.in;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        List<Runnable> hooks = new ArrayList<>();
        AtomicInteger exit = new AtomicInteger(-1);
        try (PrintStream capture = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            System.setErr(capture);
            System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
            Exit.setExitProcedure((code, message) -> exit(exit, code, message, capture));
            Exit.setHaltProcedure((code, message) -> exit(exit, code, message, capture));
            Exit.setShutdownHookAdder((name, hook) -> hooks.add(hook));
            try {
                tool.main(arguments);
            } catch (Exited exited) {
                // its status is kept
            } catch (Throwable thrown) {
                thrown.printStackTrace(capture);
                exit.compareAndSet(-1, 1);
            }
            hooks.forEach(Runnable::run);
        } finally {
            System.setOut(standardOutput);
            System.setErr(standardError);
            System.setIn(standardInput);
        }
        return new Result(Math.max(0, exit.get()), said.toString(StandardCharsets.UTF_8));
    }

    /** The first exit counts: a tool that catches everything takes it for a failure and exits again. */
    private static void exit(AtomicInteger first, int status, String message, PrintStream to) {
        first.compareAndSet(-1, status);
        if (message != null) {
            to.println(message);
        }
        throw new Exited();
    }
}
