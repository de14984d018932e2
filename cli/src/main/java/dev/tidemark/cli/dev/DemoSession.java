package dev.tidemark.cli.dev;

import dev.tidemark.cli.app.AppProcess;
import dev.tidemark.cli.app.DemoTopics;
import dev.tidemark.cli.app.Summary;
import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.process.Serving;
import dev.tidemark.cli.topic.TopicReader;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.streams.runtime.StreamsApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A demo beside a broker of the same process: its app, the player that fills the input topic, and the printer of the results. Started by the main thread; the
 * player and the printer have a thread each. What it opens is closed by the {@link Serving} of the process.
 */
final class DemoSession {

    private final Demo demo;
    private final ResultPrinter printer;
    private final ExecutorService threads;
    private final ClusterClient client;
    private final StreamsApp app;
    private final CompletableFuture<Void> played;
    private final TopicReader reader;
    private final CompletableFuture<Void> printed;
    private final int partitions;

    /** Starts all of it and waits until the app's tasks run. */
    DemoSession(Demo demo, DemoInput input, EmbeddedTidemark tidemark, Options options, ResultPrinter printer,
            Serving serving) {
        this.demo = demo;
        this.printer = printer;
        TcpNetwork network = serving.open(TcpNetwork::start);
        ExecutorService pool = Executors
                .newCachedThreadPool(Thread.ofPlatform().daemon().name("tidemark-demo-", 0).factory());
        threads = pool;
        serving.open(() -> pool::shutdownNow);
        ClientEnvironment environment = ClientEnvironment.of(tidemark.transport(), network.loop(), Clock.system());
        client = serving.open(() -> new ClusterClient(environment, tidemark.bootstrapServers(), () -> {}));
        DemoTopics topics = new DemoTopics(demo, client);
        topics.create(options.partitions());
        // before the app runs: what an earlier start left on the topic was shown by that one
        TopicReader results = serving.open(() -> TopicReader.ofNew(client, demo.resultTopic()));
        reader = results;
        printed = CompletableFuture.runAsync(() -> results.follow(printer::show), pool);
        serving.open(() -> this::showTheRest);
        app = serving.open(() -> tidemark.run(demo.topology(), appSettings(options.settings())));
        AppProcess.await(app.running(), app);
        long[] written = topics.written();
        partitions = written.length;
        played = play(input, options.speed(), written, serving);
    }

    /**
     * What the command line says of a demo.
     *
     * @param settings of the app, over the demo's
     */
    record Options(int partitions, Speed speed, Map<String, String> settings) {}

    /** How many partitions the input topic has, which an earlier start may have made. */
    int partitions() {
        return partitions;
    }

    /** Completes only if app or player fail. */
    CompletableFuture<?> failure() {
        CompletableFuture<Object> failure = new CompletableFuture<>();
        failWith(app.drained(), failure);
        failWith(played, failure);
        return failure;
    }

    private static void failWith(CompletableFuture<?> cause, CompletableFuture<Object> failure) {
        CompletableFuture<?> unused = cause.whenComplete((done, failed) -> {
            if (failed != null) {
                failure.completeExceptionally(failed);
            }
        });
    }

    /** Waits for the end of the input, declares it, and waits until every window has closed and all results are shown. */
    Summary finish() {
        AppProcess.await(played, app);
        AppProcess.finish(app);
        showTheRest();
        return Summary.of(demo, client);
    }

    private Map<String, String> appSettings(Map<String, String> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("application.id", demo.name());
        values.putAll(settings);
        return values;
    }

    private CompletableFuture<Void> play(DemoInput input, Speed speed, long[] written, Serving serving) {
        Producer producer = serving.open(() -> client.producer(Map.of()));
        DemoPlayer player = new DemoPlayer(producer, demo.inputTopic(), speed, Clock.system());
        CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> {
            try (input) {
                player.play(input, written);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }, threads);
        serving.open(() -> () -> {
            player.stop();
            playing.handle((done, failed) -> null).join();
        });
        return playing;
    }

    /** Up to the last commit of the app, which has stopped: what this start committed, no later one shows. */
    private void showTheRest() {
        reader.stop();
        AppProcess.await(printed);
        reader.finish(printer::show);
    }
}
