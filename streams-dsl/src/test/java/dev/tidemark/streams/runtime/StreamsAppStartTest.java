package dev.tidemark.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.serde.Serdes;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails before the cluster has answered. */
class StreamsAppStartTest {

    private static final Topology TOPOLOGY = Streams.define(s -> s
            .from("in", Consumed.with(Serdes.string(), Serdes.string()))
            .to("out", Produced.with(Serdes.string(), Serdes.string())));

    @TempDir
    Path folder;

    /** A cluster that never answers. */
    private static final class Silence implements Transport {

        @Override
        public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }

    private StreamsApp start() {
        Clock clock = Clock.system();
        AppSeams seams = new AppSeams(new Silence(), clock, RandomGeneratorFactory.of("L64X128MixRandom").create(1),
                new DiskStorage(), new WorkerThreads(clock, Thread.ofPlatform().daemon().factory()),
                (_, _, _, _) -> {
                    throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "The stores cannot be opened", "stores",
                            "the disk is gone", "bring it back");
                });
        return StreamsApp.start(TOPOLOGY, AppSettings.of(Map.of("application.id", "app", "bootstrap.servers",
                "nowhere:1", "state.dir", folder.toString())), seams);
    }

    /** The second start would find the state directory in use if the first had kept it. */
    @Test
    void an_engine_that_cannot_be_opened_fails_the_start_and_lets_go_of_the_state_directory() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::start).isInstanceOfSatisfying(TidemarkException.class,
                    e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_UNUSABLE));
        }
    }
}
