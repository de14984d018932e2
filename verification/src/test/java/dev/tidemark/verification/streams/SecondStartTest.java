package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.serde.Serdes;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.AppSeams;
import dev.tidemark.streams.runtime.AppSettings;
import dev.tidemark.streams.runtime.StreamsApp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application asks a cluster that knows it. */
class SecondStartTest {

    private static final Topology TOPOLOGY = Streams.define(s -> s
            .from("orders", Consumed.with(Serdes.string(), Serdes.string()))
            .groupByKey()
            .count(Materialized.as("counts"))
            .toStream()
            .to("counted", Produced.with(Serdes.string(), Serdes.int64())));

    @TempDir
    Path folder;

    private final List<Class<?>> asked = new CopyOnWriteArrayList<>();

    /** Notes each request on its way. */
    private record Overheard(Transport transport, List<Class<?>> asked) implements Transport {

        @Override
        public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
            return transport.connect(endpoint, clientId, replies)
                    .thenApply(connection -> new OverheardConnection(connection, asked));
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    private record OverheardConnection(Connection connection, List<Class<?>> asked) implements Connection {

        @Override
        public Endpoint endpoint() {
            return connection.endpoint();
        }

        @Override
        public CompletionStage<Response> send(Request request, short version) {
            asked.add(request.getClass());
            return connection.send(request, version);
        }

        @Override
        public CompletionStage<Void> sendOneWay(Request request, short version) {
            return connection.sendOneWay(request, version);
        }

        @Override
        public boolean open() {
            return connection.open();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private void runOnce(EmbeddedTidemark tidemark) throws Exception {
        asked.clear();
        AppSettings settings = AppSettings.of(Map.of("application.id", "counter", "bootstrap.servers",
                tidemark.bootstrapServers(), "state.dir", folder.toString()));
        AppSeams seams = AppSeams.of(new Overheard(tidemark.transport(), asked), Clock.system(),
                RandomGeneratorFactory.of("L64X128MixRandom").create(1), new DiskStorage(),
                Thread.ofPlatform().daemon().factory());
        try (StreamsApp app = StreamsApp.start(TOPOLOGY, settings, seams)) {
            app.running().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void topics_are_created_once_and_then_only_asked_for() throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", tidemark.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1))).all().get(30, TimeUnit.SECONDS);
            runOnce(tidemark);
            assertThat(asked).contains(CreateTopicsRequest.class);
            runOnce(tidemark);
            assertThat(asked).contains(MetadataRequest.class).doesNotContain(CreateTopicsRequest.class);
        }
    }
}
