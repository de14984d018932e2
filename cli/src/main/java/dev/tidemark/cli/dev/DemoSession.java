package dev.tidemark.cli.dev;

import dev.tidemark.broker.Broker;
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
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A demo beside a broker of the same process: its app, the player that fills the input topic, and the printer of the results. Started by the main thread; the
 * player and the printer have a thread each; {@link #close} from any thread.
 */
final class DemoSession implements AutoCloseable {

    private final Demo demo;
    private final ResultPrinter printer;
    private final Serving opened = new Serving();
    private final ExecutorService threads = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("tidemark-demo-", 0).factory());
    private final ClusterClient client;
    private final StreamsApp app;
    private final CompletableFuture<Void> played;
    private final TopicReader reader;
    private final CompletableFuture<Void> printed;

    /** Starts all of it and waits until the app's tasks run. */
    DemoSession(Demo demo, Broker broker, DataFolder folder, Options options, ResultPrinter printer) {
        this.demo = demo;
        this.printer = printer;
        try {
            TcpNetwork network = TcpNetwork.start();
            opened.add(network);
            opened.add(threads::shutdownNow);
            ClientEnvironment environment = ClientEnvironment.of(broker.localTransport(), network.loop(),
                    Clock.system());
            client = opened.add(new ClusterClient(environment, broker.bootstrapServers(), () -> {}));
            DemoTopics topics = new DemoTopics(demo, client);
            topics.create(options.partitions());
            app = opened.add(AppProcess.start(demo.topology(), appSettings(broker, folder, options.settings()),
                    broker.localTransport()));
            AppProcess.await(app.running());
            reader = new TopicReader(client, demo.resultTopic());
            printed = CompletableFuture.runAsync(() -> reader.follow(printer::show), threads);
            opened.add(() -> {
                reader.stop();
                printed.handle((done, failed) -> null).join();
                reader.close();
            });
            played = play(options, topics.written());
        } catch (RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /**
     * What the command line says of a demo.
     *
     * @param input a CSV instead of the demo's own, or null
     * @param settings of the app, over the demo's
     */
    record Options(@Nullable Path input, int partitions, Speed speed, Map<String, String> settings) {}

    /** Completes only if app or player fail. */
    CompletableFuture<?> failure() {
        CompletableFuture<Object> failure = new CompletableFuture<>();
        CompletableFuture<?> unused = CompletableFuture.allOf(app.drained(), played).whenComplete((done, failed) -> {
            if (failed != null) {
                failure.completeExceptionally(failed);
            }
        });
        CompletableFuture<?> unusedToo = played.whenComplete((done, failed) -> {
            if (failed != null) {
                failure.completeExceptionally(failed);
            }
        });
        return failure;
    }

    /** Waits for the end of the input, declares it, and waits until every window has closed and all results are shown. */
    Summary finish() {
        AppProcess.await(played);
        AppProcess.await(app.declareEnd());
        AppProcess.await(app.drained());
        reader.stop();
        AppProcess.await(printed);
        reader.finish(printer::show);
        return Summary.of(demo, client);
    }

    @Override
    public void close() {
        opened.close();
    }

    private AppSettings appSettings(Broker broker, DataFolder folder, Map<String, String> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("application.id", demo.name());
        values.putAll(settings);
        values.put("bootstrap.servers", broker.bootstrapServers());
        values.put("state.dir", folder.state().toString());
        return AppSettings.of(values);
    }

    private CompletableFuture<Void> play(Options options, long[] written) {
        Producer producer = opened.add(client.producer(Map.of()));
        DemoPlayer player = new DemoPlayer(producer, demo.inputTopic(), options.speed(), Clock.system());
        DemoInput input = demo.open(options.input());
        CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> {
            try (input) {
                player.play(input, written);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }, threads);
        opened.add(() -> {
            player.stop();
            playing.handle((done, failed) -> null).join();
        });
        return playing;
    }
}
