package dev.tidemark.cli.app;

import dev.tidemark.cli.Terminal;
import dev.tidemark.streams.runtime.StreamsApp;
import dev.tidemark.streams.runtime.restore.RestoreProgress;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shows a person how far an application's stores are while it fills them from their changelogs; others read the log's lines. Stateless. */
public final class RestoreBar {

    private static final long LOOK_MS = 200;
    private static final int WIDTH = 20;
    private static final String BACK = "\r\u001b[K";

    private RestoreBar() {}

    /** Waits until the application runs, and shows what it waits for; if the application fails, that comes out as what it is. */
    public static void awaitRunning(StreamsApp app, Terminal terminal) {
        CompletableFuture<?> running = CompletableFuture.anyOf(app.running(), app.drained());
        boolean shown = false;
        while (terminal.errIsTerminal() && !settled(running)) {
            String text = text(progress(app));
            if (shown || !text.isEmpty()) {
                shown = true;
                draw(terminal.err(), BACK + text);
            }
        }
        if (shown) {
            draw(terminal.err(), BACK);
        }
        AppProcess.await(running);
    }

    private static void draw(PrintStream err, String text) {
        err.print(text);
        err.flush();
    }

    private static boolean settled(CompletableFuture<?> step) {
        try {
            step.get(LOOK_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            return true; // whoever waits for it hears why
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static List<RestoreProgress> progress(StreamsApp app) {
        CompletableFuture<List<RestoreProgress>> answer = app.restoring();
        return settled(answer) && answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : List.of();
    }

    /** One line for all stores; empty if there are none. The slowest of them says how long it will take. */
    static String text(List<RestoreProgress> stores) {
        if (stores.isEmpty()) {
            return "";
        }
        long done = stores.stream().mapToLong(RestoreProgress::done).sum();
        long total = Math.max(1, stores.stream().mapToLong(RestoreProgress::total).sum());
        long perSecond = stores.stream().mapToLong(RestoreProgress::perSecond).sum();
        long secondsLeft = stores.stream().mapToLong(RestoreProgress::secondsLeft).max().orElse(-1);
        int filled = (int) (WIDTH * done / total);
        String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
        String rate = stores.stream().allMatch(RestoreProgress::waits)
                ? ", none for " + stores.stream().mapToLong(RestoreProgress::silentMs).min().orElse(0) / 1_000 + " s"
                : perSecond == 0 ? ""
                        : String.format(Locale.ROOT, ", %,d/s, about %d s left", perSecond, secondsLeft);
        return String.format(Locale.ROOT, "Restoring %d %s [%s] %d %%%s", stores.size(),
                stores.size() == 1 ? "store" : "stores", bar, 100 * done / total, rate);
    }
}
