package dev.tidemark.cli.app;

import dev.tidemark.client.net.Transport;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSeams;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/** An application on this machine's clock, disk and threads. Stateless. */
public final class AppProcess {

    private AppProcess() {}

    /**
     * Starts an instance; the caller closes it.
     *
     * @throws TidemarkException DATA_DIR_IN_USE, DATA_DIR_UNUSABLE
     */
    public static StreamsApp start(Topology topology, AppSettings settings, Transport transport) {
        AppSeams seams = AppSeams.of(transport, Clock.system(), RandomGenerator.of("L64X128MixRandom"),
                new DiskStorage(), Thread.ofPlatform().name("tidemark-worker-", 0).factory());
        return StreamsApp.start(topology, settings, seams);
    }

    /** Waits for a step of an application; if that fails meanwhile, which may leave the step open for ever, its failure comes out as what it is. */
    public static void await(CompletableFuture<?> step, StreamsApp app) {
        await(CompletableFuture.anyOf(step, app.drained()));
    }

    /** Declares the end of the inputs and waits until every result that follows from them is committed. */
    public static void finish(StreamsApp app) {
        await(app.declareEnd(), app);
        await(app.drained());
    }

    /** Waits; a failure comes out as what it is. */
    public static void await(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
